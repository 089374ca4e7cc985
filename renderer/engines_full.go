//go:build !plain

package main

import "mizzen.dev/renderer/protocol"

// filesToBecome is nothing: this program becomes no other one.
const filesToBecome = 0

// withEngines has nothing to add: this program has all engines.
func withEngines(op protocol.Op) protocol.Op { return op }
