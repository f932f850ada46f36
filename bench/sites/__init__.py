"""Small Django projects that benchmarks measure the site against."""
