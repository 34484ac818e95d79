// SPDX-License-Identifier: Apache-2.0

// Standin is the entry point of an image that stands in for k3s where k3s cannot run: etcd, kube-apiserver and some
// controllers, no nodes and no pods. It says what k3s says when it is ready and leaves its kubeconfig in the same place.
package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	state      = "/var/lib/standin"
	kubeconfig = "/etc/rancher/k3s/k3s.yaml"
	etcd       = "http://127.0.0.1:2379"
	// The certificate that the API server makes for itself names localhost, not 127.0.0.1.
	server   = "https://localhost:6443"
	patience = 2 * time.Minute
)

func main() {
	var err error
	if len(os.Args) > 1 && os.Args[1] == "sh" {
		err = printGateway()
	} else {
		err = run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "standin:", err)
		os.Exit(1)
	}
}

func run() error {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	ended := make(chan error, 3)
	token, key, err := secrets()
	if err != nil {
		return err
	}
	if err := start(ended, "etcd", "--data-dir="+state+"/etcd", "--unsafe-no-fsync", "--log-level=warn",
		"--listen-client-urls="+etcd, "--advertise-client-urls="+etcd); err != nil {
		return err
	}
	if err := start(ended, "kube-apiserver", "--etcd-servers="+etcd, "--bind-address=0.0.0.0", "--secure-port=6443",
		"--cert-dir="+state+"/certs", "--external-hostname=localhost", "--token-auth-file="+state+"/tokens.csv",
		"--authorization-mode=RBAC", "--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+key, "--service-account-signing-key-file="+key,
		"--service-cluster-ip-range=10.43.0.0/16", "--endpoint-reconciler-type=none",
		"--max-requests-inflight=1000", "--max-mutating-requests-inflight=500"); err != nil {
		return err
	}
	if err := ready(stop, ended, token); err != nil {
		return err
	}
	if err := writeKubeconfig(token); err != nil {
		return err
	}
	if err := start(ended, "kube-controller-manager", "--kubeconfig="+kubeconfig, "--leader-elect=false",
		"--controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller,serviceaccount-token-controller",
		"--service-account-private-key-file="+key, "--bind-address=127.0.0.1", "--secure-port=0"); err != nil {
		return err
	}
	// What Testcontainers waits for in the log of a k3s.
	fmt.Println("standin for k3s, without nodes: Node controller sync successful")
	select {
	case <-stop.Done():
		return nil
	case err := <-ended:
		return err
	}
}

// start runs a binary beside this one; when it ends, ended is told.
func start(ended chan<- error, name string, arguments ...string) error {
	command := exec.Command("/"+name, arguments...)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	go func() { ended <- fmt.Errorf("%s ended: %v", name, command.Wait()) }()
	return nil
}

// secrets makes the administrator's token and the key that signs the tokens of ServiceAccounts.
func secrets() (token, file string, err error) {
	if err := os.MkdirAll(state, 0o700); err != nil {
		return "", "", err
	}
	raw := make([]byte, 24)
	if _, err := rand.Read(raw); err != nil {
		return "", "", err
	}
	token = hex.EncodeToString(raw)
	if err := os.WriteFile(state+"/tokens.csv", []byte(token+",admin,admin,system:masters\n"), 0o600); err != nil {
		return "", "", err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", "", err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	file = state + "/service-accounts.key"
	return token, file, os.WriteFile(file, block, 0o600)
}

// ready waits until the API server says so.
func ready(stop context.Context, ended <-chan error, token string) error {
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{
		// Its certificate has just been made by itself; nobody else is in this container.
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}
	request, err := http.NewRequest(http.MethodGet, "https://127.0.0.1:6443/readyz", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	for deadline := time.Now().Add(patience); ; {
		if answer, err := client.Do(request); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("kube-apiserver was not ready within %s", patience)
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case err := <-ended:
			return err
		case <-stop.Done():
			return stop.Err()
		}
	}
}

func writeKubeconfig(token string) error {
	ca, err := os.ReadFile(state + "/certs/apiserver.crt")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(kubeconfig), 0o755); err != nil {
		return err
	}
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters:
- name: default
  cluster: {server: %q, certificate-authority-data: %s}
contexts:
- name: default
  context: {cluster: default, user: default}
current-context: default
users:
- name: default
  user: {token: %s}
`, server, base64.StdEncoding.EncodeToString(ca), token)
	return os.WriteFile(kubeconfig, []byte(text), 0o600)
}

// printGateway answers the one question that Testcontainers asks a small image's shell: where the host is.
func printGateway() error {
	routes, err := os.ReadFile("/proc/net/route")
	if err != nil {
		return err
	}
	for _, line := range strings.Split(string(routes), "\n") {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[1] != "00000000" {
			continue
		}
		gateway, err := hex.DecodeString(fields[2])
		if err != nil || len(gateway) != net.IPv4len {
			return fmt.Errorf("no gateway in %q", line)
		}
		fmt.Println(net.IP(binary.BigEndian.AppendUint32(nil, binary.LittleEndian.Uint32(gateway))))
		return nil
	}
	return fmt.Errorf("no default route")
}
