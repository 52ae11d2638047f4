"""What programs outside are told: of items released to the public, and of nothing else."""
