//go:build !plain

package render

import (
	"encoding/json"
	"errors"

	"mizzen.dev/renderer/kustomize"
	"mizzen.dev/renderer/protocol"
)

// found is the answer to a question for a path; one of its fields is set.
type found struct {
	File      *[]byte `json:"file"`
	Directory bool    `json:"directory"`
	Absent    bool    `json:"absent"`
	Refused   string  `json:"refused"`
}

// files asks the parent process what lies at a path.
func files(ask protocol.Ask) kustomize.Files {
	return func(path string) (kustomize.Found, error) {
		line, err := ask(map[string]string{"path": path})
		if err != nil {
			return kustomize.Found{}, err
		}
		var answer found
		if err := json.Unmarshal(line, &answer); err != nil {
			return kustomize.Found{}, errors.New("the answer for a path cannot be read")
		}
		switch {
		case answer.Refused != "":
			return kustomize.Found{}, errors.New(answer.Refused)
		case answer.File != nil:
			return kustomize.Found{Kind: kustomize.File, Content: *answer.File}, nil
		case answer.Directory:
			return kustomize.Found{Kind: kustomize.Directory}, nil
		case answer.Absent:
			return kustomize.Found{Kind: kustomize.Absent}, nil
		default:
			return kustomize.Found{}, errors.New("the answer for a path says nothing")
		}
	}
}
