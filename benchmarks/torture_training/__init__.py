"""The worker of the product is killed again and again while it trains: nothing is lost, nothing is there twice."""
