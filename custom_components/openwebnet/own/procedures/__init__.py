"""What takes many frames: the history of a meter, the run times of a motor."""
