"""The columns of questions for a visit."""

from patients.spreadsheets.columns import constant, identity, instant, text
from patients.spreadsheets.life_columns import local_moment

QUESTION_COLUMNS = (
    constant("schema", "questions/1"),
    identity(),
    text("text", required=True, sealed=True),
    local_moment("done_at"),
    instant("created_at"),
    instant("updated_at"),
)
