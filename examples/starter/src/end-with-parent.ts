// Loaded into an app before its own code. The starter holds the other end of the standard input: when it is killed, and
// cannot stop anything any more, the input ends.
process.stdin.on('end', () => process.exit()).resume()
