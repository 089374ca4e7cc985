package comparison

import (
	"encoding/json"
	"math/rand/v2"
)

// statesOfAnInput is how many live states the objects of one input are judged in, besides that without any status.
const statesOfAnInput = 3

// state is what a cluster adds to objects; nil adds nothing.
type state struct{ random *rand.Rand }

func states(input int) []state {
	made := []state{{}}
	for i := range statesOfAnInput {
		made = append(made, state{rand.New(rand.NewPCG(uint64(input), uint64(i)))})
	}
	return made
}

var counts = map[string][]string{
	"Deployment":              {"replicas", "readyReplicas", "updatedReplicas", "availableReplicas", "unavailableReplicas", "observedGeneration"},
	"StatefulSet":             {"replicas", "readyReplicas", "updatedReplicas", "currentReplicas", "observedGeneration"},
	"DaemonSet":               {"desiredNumberScheduled", "currentNumberScheduled", "updatedNumberScheduled", "numberReady", "numberAvailable", "numberUnavailable", "observedGeneration"},
	"Job":                     {"active", "failed", "succeeded", "ready"},
	"HorizontalPodAutoscaler": {"currentReplicas", "desiredReplicas"},
}

// on adds the state to an object. Half of the states are those of an object that is as it should be.
func (s state) on(object map[string]any) {
	meta, _ := object["metadata"].(map[string]any)
	if meta == nil {
		meta = map[string]any{}
		object["metadata"] = meta
	}
	meta["generation"] = json.Number("2")
	spec, _ := object["spec"].(map[string]any)
	if s.random == nil {
		return
	}
	s.annotate(meta)
	status := map[string]any{}
	kind, _ := object["kind"].(string)
	settled := s.random.IntN(2) == 0
	wanted, known := spec["replicas"].(json.Number)
	if !known {
		wanted = "1"
		if spec != nil && (kind == "Deployment" || kind == "StatefulSet") {
			spec["replicas"] = wanted // The API server's default.
		}
	}
	for _, field := range counts[kind] {
		s.count(status, field, wanted, settled)
	}
	s.network(kind, spec, status)
	if len(status) > 0 || s.random.IntN(2) == 0 {
		object["status"] = status
	}
}

func (s state) annotate(meta map[string]any) {
	if s.random.IntN(6) != 0 {
		return
	}
	annotations, _ := meta["annotations"].(map[string]any)
	if annotations == nil {
		annotations = map[string]any{}
	}
	annotations["app.oam.dev/disable-health-check"] = "true"
	meta["annotations"] = annotations
}

func (s state) count(status map[string]any, field string, wanted json.Number, settled bool) {
	switch {
	case settled && field == "observedGeneration":
		status[field] = json.Number("2")
	case settled:
		status[field] = wanted
	case s.random.IntN(5) > 0:
		status[field] = []json.Number{"0", "1", "2", "3", wanted}[s.random.IntN(5)]
	}
}

// network adds the addresses that a cluster gives to a Service or an Ingress.
func (s state) network(kind string, spec, status map[string]any) {
	if kind != "Service" && kind != "Ingress" {
		return
	}
	if kind == "Service" && spec != nil && s.random.IntN(3) > 0 {
		spec["clusterIP"] = []string{"10.0.0.1", "", "None"}[s.random.IntN(3)]
	}
	addresses := [][]any{
		nil,
		{},
		{map[string]any{"ip": "192.0.2.1"}},
		{map[string]any{"hostname": "lb.example.com"}},
		{map[string]any{"ip": "192.0.2.1"}, map[string]any{"ip": "192.0.2.2"}},
	}[s.random.IntN(5)]
	balancer := map[string]any{}
	if addresses != nil {
		balancer["ingress"] = addresses
	}
	if s.random.IntN(4) > 0 {
		status["loadBalancer"] = balancer
	}
}
