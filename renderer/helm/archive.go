package helm

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const (
	// maxPacked and maxUnpacked bound a chart, in bytes, with all the charts that are packed inside it.
	maxPacked   = 10 << 20
	maxUnpacked = 50 << 20
	// maxFiles bounds the files of a chart, with all the charts that are packed inside it.
	maxFiles = 10_000
	// maxNesting bounds charts that are packed in charts.
	maxNesting = 10
)

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF}

// file is one file of a chart; its name is relative to the chart's directory.
type file struct {
	name string
	data []byte
}

// budget is what may still be unpacked.
type budget struct {
	bytes int64
	files int
}

func newBudget() *budget { return &budget{bytes: maxUnpacked, files: maxFiles} }

func (b *budget) take(size int64) error {
	b.bytes -= size
	b.files--
	switch {
	case b.bytes < 0:
		return fmt.Errorf("the chart has more than %d MiB unpacked", maxUnpacked>>20)
	case b.files < 0:
		return fmt.Errorf("the chart has more than %d files", maxFiles)
	default:
		return nil
	}
}

// unpack reads a packed chart. Each entry lies below the one directory that the archive holds; anything but a plain file is
// refused, since a link could lead out of it.
func unpack(packed []byte, left *budget) ([]file, error) {
	if len(packed) > maxPacked {
		return nil, fmt.Errorf("the chart has %d bytes; at most %d MiB are allowed", len(packed), maxPacked>>20)
	}
	zipped, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("the chart is no gzip archive: %w", err)
	}
	defer zipped.Close()
	// A header is 512 bytes; what is longer than all headers and all data is padding.
	stream := io.LimitReader(zipped, left.bytes+int64(left.files+1)*2048)
	entries := tar.NewReader(stream)
	var files []file
	for {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the chart's archive cannot be read: %w", err)
		}
		read, err := entry(header, entries, left)
		if err != nil {
			return nil, err
		}
		if read != nil {
			files = append(files, *read)
		}
	}
	if len(files) == 0 {
		return nil, errors.New("the chart's archive is empty")
	}
	return files, nil
}

func entry(header *tar.Header, content io.Reader, left *budget) (*file, error) {
	switch header.Typeflag {
	case tar.TypeXGlobalHeader, tar.TypeXHeader:
		return nil, left.take(0)
	case tar.TypeDir:
		return nil, left.take(0)
	case tar.TypeReg:
	default:
		return nil, fmt.Errorf("the chart's archive holds %q, which is no plain file", header.Name)
	}
	name, err := inside(header.Name)
	if err != nil {
		return nil, err
	}
	if err := left.take(header.Size); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(content, header.Size))
	if err != nil {
		return nil, fmt.Errorf("the chart's archive cannot be read: %w", err)
	}
	return &file{name, bytes.TrimPrefix(data, byteOrderMark)}, nil
}

// inside is a name without the archive's one directory.
func inside(name string) (string, error) {
	slashed := strings.ReplaceAll(name, `\`, "/")
	_, below, found := strings.Cut(slashed, "/")
	if !found {
		return "", fmt.Errorf("the chart's archive holds %q outside of a directory", name)
	}
	return below, checkName(below, name)
}

// checkName refuses what does not lie in the chart's directory.
func checkName(name, shown string) error {
	clean := path.Clean(name)
	if clean != name || path.IsAbs(name) || name == "." || name == ".." || strings.HasPrefix(name, "../") ||
		(len(name) > 1 && name[1] == ':') || strings.ContainsRune(name, 0) {
		return fmt.Errorf("the chart holds %q, which is no name of a file in its directory", shown)
	}
	return nil
}

// checkPacked looks into the charts that are packed in a chart, so that nothing is unpacked that is not bounded.
func checkPacked(files []file, left *budget, depth int) error {
	for _, f := range files {
		if !strings.HasPrefix(f.name, "charts/") && !strings.Contains(f.name, "/charts/") || path.Ext(f.name) != ".tgz" {
			continue
		}
		if depth == maxNesting {
			return fmt.Errorf("%s: charts are packed in charts more than %d deep", f.name, maxNesting)
		}
		inner, err := unpack(f.data, left)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if err := checkPacked(inner, left, depth+1); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}
