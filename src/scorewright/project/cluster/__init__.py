"""Out of one machine: a folder of Parquet files, decided on by the workers of a cluster."""
