// Package protocol speaks JSON lines: one request a line, one answer a line, in order.
// In: a reader of requests. Out: answers on a writer. A request that panics is answered as an error; the loop goes on.
package protocol

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

// MaxLine bounds a request line and an answer line, in bytes.
const MaxLine = 64 << 20

// Op answers one kind of request. The answer is any value that encodes to a JSON object; an error is best a problem.List.
// What it lacks it asks for.
type Op func(request json.RawMessage, ask Ask) (any, error)

// Ask writes a line {"id":…,"need":…} and waits for the one line that answers it.
type Ask func(need any) (json.RawMessage, error)

// Loop serves requests until its reader ends.
type Loop struct {
	Ops map[string]Op
	// Panicked is called after a request has panicked, before the next one.
	Panicked func()
	// MaxLine bounds a line in bytes; 0 stands for the package's limit.
	MaxLine int
}

type head struct {
	ID json.RawMessage `json:"id"`
	Op string          `json:"op"`
}

// Serve answers requests until the reader ends.
func (l *Loop) Serve(in io.Reader, out io.Writer) error {
	limit := l.MaxLine
	if limit == 0 {
		limit = MaxLine
	}
	reader, writer := bufio.NewReaderSize(in, 1<<16), bufio.NewWriterSize(out, 1<<16)
	for {
		line, err := readLine(reader, limit)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var answer []byte
		switch {
		case errors.Is(err, errTooLong):
			answer = failure(nil, refusal("the request is longer than %d bytes", limit))
		case err != nil:
			return err
		case len(bytes.TrimSpace(line)) == 0:
			continue
		default:
			answer = l.answer(line, limit, func(id json.RawMessage, need any) (json.RawMessage, error) {
				return exchange(reader, writer, limit, id, need)
			})
		}
		if _, err := writer.Write(append(answer, '\n')); err != nil {
			return err
		}
		if err := writer.Flush(); err != nil {
			return err
		}
	}
}

var errTooLong = errors.New("line too long")

// readLine reads up to the next line feed. A line that is too long is read to its end and dropped.
func readLine(reader *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	tooLong := false
	for {
		part, err := reader.ReadSlice('\n')
		if len(line)+len(part) > limit {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(line) > 0 || tooLong):
		case err != nil:
			return nil, err
		}
		if tooLong {
			return nil, errTooLong
		}
		return line, nil
	}
}

// exchange sends a question in the midst of a request. A parent that is gone ends it with an error.
func exchange(reader *bufio.Reader, writer *bufio.Writer, limit int, id json.RawMessage, need any) (json.RawMessage, error) {
	question, err := data.Encode(map[string]any{"id": json.RawMessage(orNull(id)), "need": need})
	if err != nil {
		return nil, err
	}
	if _, err := writer.Write(append(question, '\n')); err != nil {
		return nil, err
	}
	if err := writer.Flush(); err != nil {
		return nil, err
	}
	for {
		line, err := readLine(reader, limit)
		if err != nil || len(bytes.TrimSpace(line)) > 0 {
			return line, err
		}
	}
}

func (l *Loop) answer(
	line []byte, limit int, ask func(json.RawMessage, any) (json.RawMessage, error),
) (answer []byte) {
	var request head
	defer func() {
		if cause := recover(); cause != nil {
			if l.Panicked != nil {
				l.Panicked()
			}
			answer = failure(request.ID, refusal("bug in the renderer: %v", cause))
			debug.FreeOSMemory()
		}
	}()
	if err := json.Unmarshal(line, &request); err != nil {
		return failure(nil, refusal("the request is no JSON object with id and op: %v", err))
	}
	op, known := l.Ops[request.Op]
	if !known {
		return failure(request.ID, refusal("op %q; expected one of %q", request.Op, data.Keys(l.Ops)))
	}
	result, err := op(line, func(need any) (json.RawMessage, error) { return ask(request.ID, need) })
	if err != nil {
		return failure(request.ID, asRejection(err))
	}
	encoded, err := success(request.ID, result)
	if err != nil {
		return failure(request.ID, refusal("the answer cannot be written: %v", err))
	}
	if len(encoded) > limit {
		return failure(request.ID, refusal("the answer has %d bytes; at most %d are allowed", len(encoded), limit))
	}
	return encoded
}

func asRejection(err error) *problem.Rejection {
	var rejection *problem.Rejection
	if errors.As(err, &rejection) {
		return rejection
	}
	var list problem.List
	if errors.As(err, &list) {
		return &problem.Rejection{Errors: list}
	}
	return refusal("%v", err)
}

func refusal(format string, args ...any) *problem.Rejection {
	return &problem.Rejection{Errors: problem.Of(format, args...)}
}

func success(id json.RawMessage, result any) ([]byte, error) {
	body, err := data.Encode(result)
	if err != nil {
		return nil, err
	}
	if len(body) < 2 || body[0] != '{' {
		return nil, fmt.Errorf("%T is no object", result)
	}
	start := fmt.Sprintf(`{"id":%s,"ok":true`, orNull(id))
	if string(body) != "{}" {
		start += ","
	}
	return append([]byte(start), body[1:]...), nil
}

func failure(id json.RawMessage, rejection *problem.Rejection) []byte {
	body, err := data.Encode(rejection.Errors)
	if err != nil {
		body = []byte(`[{"path":"","message":"the errors cannot be written"}]`)
	}
	answer := fmt.Appendf(nil, `{"id":%s,"ok":false,"errors":%s`, orNull(id), body)
	if warnings, err := data.Encode(rejection.Warnings); err == nil && len(rejection.Warnings) > 0 {
		answer = fmt.Appendf(answer, `,"warnings":%s`, warnings)
	}
	return append(answer, '}')
}

func orNull(id json.RawMessage) string {
	if len(id) == 0 {
		return "null"
	}
	return string(id)
}
