// Holds the precompiled headers of the tests: see kho_test_headers.
