// SPDX-License-Identifier: Apache-2.0

// Command witness says what Flux and Argo CD make of objects, with the libraries that these run themselves.
//
// It reads objects from standard input, one JSON document a line, and prints one verdict a line in the same order:
// kstatus is what Flux sees without health expressions, flux what it sees with those of its Kustomizations, argocd what
// Argo CD sees with the health scripts of its ConfigMap. A field of a tool that was not asked for is absent.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/fluxcd/pkg/apis/kustomize"
	"github.com/fluxcd/pkg/runtime/cel"
	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	luajson "layeh.com/gopher-json"
	"sigs.k8s.io/yaml"
)

type verdict struct {
	Kstatus string `json:"kstatus"`
	Flux    string `json:"flux,omitempty"`
	ArgoCD  string `json:"argocd,omitempty"`
	Message string `json:"message,omitempty"`
}

// witness has an evaluator and a script by group and kind.
type witness struct {
	flux   map[schema.GroupKind]*cel.StatusEvaluator
	argocd map[schema.GroupKind]string
}

func main() {
	kustomizations := flag.String("flux", "", "file with Kustomizations of Flux")
	configMap := flag.String("argocd", "", "file with the ConfigMap argocd-cm, or a part of it")
	flag.Parse()
	if err := run(*kustomizations, *configMap); err != nil {
		fmt.Fprintln(os.Stderr, "witness:", err)
		os.Exit(1)
	}
}

func run(kustomizations, configMap string) error {
	w := witness{map[schema.GroupKind]*cel.StatusEvaluator{}, map[schema.GroupKind]string{}}
	if err := eachDocument(kustomizations, w.readFlux); err != nil {
		return err
	}
	if err := eachDocument(configMap, w.readArgoCD); err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 4<<20) // more than etcd takes of an object
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(lines.Bytes()); err != nil {
			return err
		}
		said, err := w.judge(object)
		if err != nil {
			return fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
		}
		if err := out.Encode(said); err != nil {
			return err
		}
	}
	return lines.Err()
}

// readFlux takes the health expressions of all Kustomizations in a file.
func (w *witness) readFlux(document []byte) error {
	var read struct {
		Spec struct {
			HealthCheckExprs []kustomize.CustomHealthCheck `json:"healthCheckExprs"`
		} `json:"spec"`
	}
	if err := yaml.Unmarshal(document, &read); err != nil {
		return err
	}
	for _, check := range read.Spec.HealthCheckExprs {
		evaluator, err := cel.NewStatusEvaluator(&check.HealthCheckExpressions)
		if err != nil {
			return fmt.Errorf("%s: %w", check.Kind, err)
		}
		w.flux[schema.FromAPIVersionAndKind(check.APIVersion, check.Kind).GroupKind()] = evaluator
	}
	return nil
}

// readArgoCD takes the keys of the form resource.customizations.health.<group>_<kind>.
func (w *witness) readArgoCD(document []byte) error {
	var read struct {
		Data map[string]string `json:"data"`
	}
	if err := yaml.Unmarshal(document, &read); err != nil {
		return err
	}
	for key, script := range read.Data {
		if name, found := strings.CutPrefix(key, "resource.customizations.health."); found {
			group, kind, _ := strings.Cut(name, "_")
			w.argocd[schema.GroupKind{Group: group, Kind: kind}] = script
		}
	}
	return nil
}

func eachDocument(file string, read func(document []byte) error) error {
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for document := range bytes.SplitSeq(text, []byte("\n---\n")) {
		if err := read(document); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func (w *witness) judge(object *unstructured.Unstructured) (*verdict, error) {
	kind := object.GroupVersionKind().GroupKind()
	computed, err := status.Compute(object)
	if err != nil {
		return nil, err
	}
	said := &verdict{Kstatus: string(computed.Status)}
	if evaluator, found := w.flux[kind]; found {
		if result, err := evaluator.Evaluate(context.Background(), object); err != nil {
			said.Flux, said.Message = string(status.UnknownStatus), err.Error()
		} else {
			said.Flux = string(result.Status)
		}
	}
	if script, found := w.argocd[kind]; found && object.GetDeletionTimestamp() != nil {
		// Argo CD runs no script then.
		said.ArgoCD, said.Message = "Progressing", "Pending deletion"
	} else if found {
		if err := runLua(script, object, said); err != nil {
			said.ArgoCD, said.Message = "Unknown", err.Error()
		}
	}
	return said, nil
}

// runLua gives a script what Argo CD gives it while useOpenLibs is not set: the libraries base, package and table. Time
// and date of os, which it has there too, are no business of a health script.
func runLua(script string, object *unstructured.Unstructured, said *verdict) error {
	text, err := object.MarshalJSON()
	if err != nil {
		return err
	}
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range []struct {
		name string
		open lua.LGFunction
	}{{lua.LoadLibName, lua.OpenPackage}, {lua.BaseLibName, lua.OpenBase}, {lua.TabLibName, lua.OpenTable}} {
		call := lua.P{Fn: state.NewFunction(library.open), Protect: true}
		if err := state.CallByParam(call, lua.LString(library.name)); err != nil {
			return err
		}
	}
	limit, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(limit)
	decoded, err := luajson.Decode(state, text)
	if err != nil {
		return err
	}
	state.SetGlobal("obj", decoded)
	if err := state.DoString(script); err != nil {
		return err
	}
	returned, err := luajson.Encode(state.Get(-1))
	if err != nil {
		return err
	}
	var health struct{ Status, Message string }
	if err := json.Unmarshal(returned, &health); err != nil {
		return fmt.Errorf("the script returned %s: %w", returned, err)
	}
	said.ArgoCD, said.Message = health.Status, health.Message
	return nil
}
