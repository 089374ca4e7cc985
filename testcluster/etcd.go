package main

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/storage/wal"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func init() {
	wal.SegmentSizeBytes = 4 << 20 // upstream preallocates 64 MB a segment, which a short life never fills
}

// startEtcd runs a one-member etcd on a unix socket and returns its client URL. It never syncs to disk:
// its data lives no longer than the process.
func startEtcd(files *workFiles, dir string, fail func(error)) (string, error) {
	sockets, err := files.socketDir(dir)
	if err != nil {
		return "", err
	}
	client := url.URL{Scheme: "unix", Path: filepath.Join(sockets, "client.sock")}
	peer := url.URL{Scheme: "unix", Path: filepath.Join(sockets, "peer.sock")}

	config := embed.NewConfig()
	config.Dir = filepath.Join(dir, "etcd")
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.UnsafeNoFsync = true
	config.TickMs, config.ElectionMs = 20, 200
	config.BackendBatchInterval = 10 * time.Millisecond
	config.WarningApplyDuration, config.WarningUnaryRequestDuration = 5*time.Second, 5*time.Second
	config.ZapLoggerBuilder = embed.NewZapLoggerBuilder(etcdLog(fail))

	server, err := embed.StartEtcd(config)
	if err != nil {
		return "", err
	}
	select {
	case <-server.Server.ReadyNotify():
		return client.String(), nil
	case err := <-server.Err():
		return "", err
	case <-time.After(startPatience):
		return "", errors.New("etcd did not elect itself in time")
	}
}

// etcdLog hands etcd's errors to the log of everything else. It keeps etcd from ending the process, or a
// member that loses its files as they are removed would leave the others behind.
func etcdLog(fail func(error)) *zap.Logger {
	fields := zapcore.EncoderConfig{MessageKey: "msg", NameKey: "logger"}
	core := zapcore.NewCore(zapcore.NewConsoleEncoder(fields), zapcore.AddSync(errorLines{}), zapcore.ErrorLevel)
	return zap.New(core, zap.WithFatalHook(givenUp(fail)), zap.WithPanicHook(givenUp(fail))).Named("etcd")
}

// givenUp reports what etcd cannot go on after, and ends its goroutine there.
type givenUp func(error)

func (g givenUp) OnWrite(entry *zapcore.CheckedEntry, _ []zapcore.Field) {
	g(fmt.Errorf("etcd: %s", entry.Message))
	runtime.Goexit()
}
