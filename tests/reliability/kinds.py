"""What tests count of themselves (tests/counted.h): name -> what one of it is."""

KINDS = {
    "crash_points": "power losses and killed processes, simulated: after each the store is opened and compared",
    "kills": "processes killed with SIGKILL",
    "disk_faults": "writes, syncs, removals, reads that were made to fail, or refused by a full disk",
    "allocation_faults": "allocations that were made to fail",
    "bytes_damaged": "bytes changed on the disk; then everything is read, checked, or both",
    "damaged_inputs": "payloads, proofs and signatures with changed or missing bytes",
    "fuzz_inputs": "inputs of fuzz targets as ordinary tests: seeds and mutations, always the same",
    "hostile_files": "files made to harm a parser, read by the real child in its sandbox",
    "property_cases": "invented papers and histories judged by the rules of reuse, and by a model of them",
    "stories": "stories of tests/scenarios, each on a warehouse of its own, compared to the last reason",
    "spellings": "questions in another spelling that must have the same answer",
    "misplaced_numbers": "requests with a personal number where none belongs",
}
