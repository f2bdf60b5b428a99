"""Libraries that call back: each module finds one, ships its header and turns its conventions into ours."""
