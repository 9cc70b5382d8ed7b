"""What bench/search/make_queries and bench/search/peers are made of."""
