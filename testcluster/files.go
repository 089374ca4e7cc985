package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// workFiles are all files and directories this process makes, so that it can take every one of them away.
type workFiles struct {
	dir string // holds one directory a cluster

	mu   sync.Mutex // held to make anything, and for good once remove has begun
	made []string   // removed with all they hold
}

// newWorkFiles makes a temporary directory, or uses dir, of which only the parts made here are removed later.
func newWorkFiles(dir string) (*workFiles, error) {
	files := &workFiles{dir: dir}
	if dir != "" {
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		files.dir = absolute
		return files, os.MkdirAll(absolute, 0o700)
	}
	made, err := os.MkdirTemp("", "mizzen-testcluster-")
	if err != nil {
		return nil, fmt.Errorf("no temporary directory: %w", err)
	}
	files.dir = made
	files.made = append(files.made, made)
	return files, nil
}

// clusterDir makes the directory of one cluster. It refuses one that exists: it may be another process's.
func (f *workFiles) clusterDir(name string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	dir := filepath.Join(f.dir, name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", fmt.Errorf("%w (remove it if no other process uses it)", err)
	}
	f.made = append(f.made, dir)
	return dir, nil
}

// maxSocketDir is the longest directory, in bytes, in which a unix socket can still be bound (Linux allows 107 with its name).
const maxSocketDir = 85

// socketDir is dir, or a shorter temporary directory when sockets in dir could not be bound.
func (f *workFiles) socketDir(dir string) (string, error) {
	if len(dir) <= maxSocketDir {
		return dir, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	short, err := os.MkdirTemp("/tmp", "mizzen-etcd-")
	if err == nil {
		f.made = append(f.made, short)
	}
	return short, err
}

// write puts a file in place by rename, so that a reader sees all of it or nothing.
func (f *workFiles) write(path string, content []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	beside := path + ".part"
	f.made = append(f.made, beside)
	if err := os.WriteFile(beside, content, 0o600); err != nil {
		return err
	}
	f.made = append(f.made, path)
	return os.Rename(beside, path)
}

// removalPatience is how long a file that is still being written may keep its directory alive.
const removalPatience = 2 * time.Second

// remove takes away all that was made, under the feet of the servers that still run: stopping them in order
// takes longer, and a server that loses its store may end the process before the rest is gone.
func (f *workFiles) remove() {
	f.mu.Lock()
	for range 2 { // the second time for what a server still starting made again meanwhile
		for _, path := range f.made {
			removeAll(path)
		}
	}
}

func removeAll(path string) {
	deadline := time.Now().Add(removalPatience)
	for err := os.RemoveAll(path); err != nil; err = os.RemoveAll(path) {
		if time.Now().After(deadline) {
			fmt.Fprintln(os.Stderr, "mizzen-testcluster: left behind:", err)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
