"""The record: observations, medical profile, exports."""
