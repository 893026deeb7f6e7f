"""Which rows train and which rows test: stratified, by time, by group."""
