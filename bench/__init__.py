"""The benchmarks: each of our parts beside the bare library it rests on, in the same run. `python -m bench --help`."""
