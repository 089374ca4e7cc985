//go:build ignore

// Takes the messages that the fakes of GitLab and Gitea are held against out of the clients that their makers publish.
//
//	go mod init schemas
//	go get gitlab.com/gitlab-org/api/client-go@v1.46.0 code.gitea.io/sdk/gitea@v0.25.1
//	go run schemas.go gitlab > ../src/main/resources/dev/mizzen/testkit/forge/gitlab-schemas.json
//	go run schemas.go gitea > ../src/main/resources/dev/mizzen/testkit/forge/gitea-schemas.json
//
// A message comes out as JSON Schema 2020-12 with the fields that the client's type has and no other: a request with
// another one would be dropped unseen by the server, and an answer with another one is an invention of ours. In an answer
// every field may be null.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"code.gitea.io/sdk/gitea"
	gitlab "gitlab.com/gitlab-org/api/client-go"
)

type message struct {
	name   string
	of     any
	answer bool
}

var sources = map[string]string{
	"gitlab": "Go module gitlab.com/gitlab-org/api/client-go v1.46.0; Apache-2.0, GitLab B.V. and contributors",
	"gitea":  "Go module code.gitea.io/sdk/gitea v0.25.1; MIT, Copyright (c) 2016 The Gitea Authors, (c) 2014 The Gogs Authors",
}

var messages = map[string][]message{
	"gitlab": {
		{"createStatus", gitlab.SetCommitStatusOptions{}, false},
		{"status", gitlab.CommitStatus{}, true},
		{"statuses", []gitlab.CommitStatus{}, true},
		{"createMergeRequest", gitlab.CreateMergeRequestOptions{}, false},
		{"updateMergeRequest", gitlab.UpdateMergeRequestOptions{}, false},
		{"mergeRequest", gitlab.MergeRequest{}, true},
		{"mergeRequests", []gitlab.BasicMergeRequest{}, true},
		{"approvals", gitlab.MergeRequestApprovals{}, true},
		{"versions", []gitlab.MergeRequestDiffVersion{}, true},
		{"createNote", gitlab.CreateMergeRequestNoteOptions{}, false},
		{"updateNote", gitlab.UpdateMergeRequestNoteOptions{}, false},
		{"note", gitlab.Note{}, true},
		{"notes", []gitlab.Note{}, true},
		{"user", gitlab.User{}, true},
		{"pushEvent", gitlab.PushEvent{}, true},
		{"mergeEvent", gitlab.MergeEvent{}, true},
	},
	"gitea": {
		{"createStatus", gitea.CreateStatusOption{}, false},
		{"status", gitea.Status{}, true},
		{"statuses", []gitea.Status{}, true},
		{"createPull", gitea.CreatePullRequestOption{}, false},
		{"updatePull", gitea.EditPullRequestOption{}, false},
		{"pull", gitea.PullRequest{}, true},
		{"pulls", []gitea.PullRequest{}, true},
		{"reviews", []gitea.PullReview{}, true},
		{"createComment", gitea.CreateIssueCommentOption{}, false},
		{"updateComment", gitea.EditIssueCommentOption{}, false},
		{"comment", gitea.Comment{}, true},
		{"timeline", []gitea.TimelineComment{}, true},
		{"user", gitea.User{}, true},
	},
}

type object map[string]any

func schema(of reflect.Type, answer bool, within []reflect.Type) object {
	switch {
	case of == reflect.TypeFor[time.Time](), of == reflect.TypeFor[gitlab.ISOTime]():
		return object{"type": typed("string", answer)}
	case of.Kind() == reflect.Pointer:
		return schema(of.Elem(), answer, within)
	case of == reflect.TypeFor[gitlab.LabelOptions]():
		return object{"type": "string"}
	}
	for _, outer := range within {
		if outer == of {
			return object{} // the same again, as a repository's parent
		}
	}
	within = append(within[:len(within):len(within)], of)
	switch of.Kind() {
	case reflect.String:
		return object{"type": typed("string", answer)}
	case reflect.Bool:
		return object{"type": typed("boolean", answer)}
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Int32:
		return object{"type": typed("integer", answer)}
	case reflect.Float64, reflect.Float32:
		return object{"type": typed("number", answer)}
	case reflect.Slice:
		return object{"type": typed("array", answer), "items": schema(of.Elem(), answer, within)}
	case reflect.Struct:
		fields := object{}
		add(fields, of, answer, within)
		return object{"type": typed("object", answer), "properties": fields, "additionalProperties": false}
	default:
		return object{}
	}
}

func typed(name string, answer bool) any {
	if answer {
		return []string{name, "null"}
	}
	return name
}

func add(fields object, of reflect.Type, answer bool, within []reflect.Type) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-" || !field.IsExported():
		case field.Anonymous && name == "":
			add(fields, field.Type, answer, within)
		case name == "":
			fields[strings.ToLower(field.Name)] = schema(field.Type, answer, within)
		default:
			fields[name] = schema(field.Type, answer, within)
		}
	}
}

func main() {
	vendor := os.Args[1]
	lines := []string{fmt.Sprintf("%q: %q", "source", sources[vendor])}
	for _, one := range messages[vendor] {
		text, err := json.Marshal(schema(reflect.TypeOf(one.of), one.answer, nil))
		if err != nil {
			panic(err)
		}
		lines = append(lines, fmt.Sprintf("%q: %s", one.name, text))
	}
	fmt.Printf("{\n%s\n}\n", strings.Join(lines, ",\n"))
}
