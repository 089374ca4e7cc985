//go:build plain

package render

import (
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
)

// made has no engine to ask: whoever gets an artifact hands the request on before it is rendered.
func (r *Request) made(protocol.Ask) (*made, problem.List) {
	if len(r.Component.Artifact) == 0 || string(r.Component.Artifact) == "null" {
		return nil, nil
	}
	return nil, problem.Of("this program has no engine for artifacts")
}
