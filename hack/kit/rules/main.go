// SPDX-License-Identifier: Apache-2.0

// Command ruletest runs alerting rules through Prometheus's own rule manager and query engine, on series that test files give.
//
// The files have the form that `promtool test rules` reads, as far as alerts need it. It is stricter in one point: at a time for which
// a test expects something, nothing else may fire. promtool itself would do, but takes all of Prometheus's service discovery to build.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/rules"
	"go.yaml.in/yaml/v2"
)

type testFile struct {
	RuleFiles          []string       `yaml:"rule_files"`
	EvaluationInterval model.Duration `yaml:"evaluation_interval"`
	Tests              []test         `yaml:"tests"`
}

type test struct {
	Name        string         `yaml:"name"`
	Interval    model.Duration `yaml:"interval"`
	InputSeries []struct {
		Series string `yaml:"series"`
		Values string `yaml:"values"`
	} `yaml:"input_series"`
	AlertRuleTest []struct {
		EvalTime  model.Duration `yaml:"eval_time"`
		Alertname string         `yaml:"alertname"`
		ExpAlerts []expected     `yaml:"exp_alerts"`
	} `yaml:"alert_rule_test"`
}

type expected struct {
	Labels      map[string]string `yaml:"exp_labels"`
	Annotations map[string]string `yaml:"exp_annotations"`
}

func main() {
	failed, run := 0, 0
	for _, name := range os.Args[1:] {
		problems, tests, err := runFile(name)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(2)
		}
		for _, problem := range problems {
			fmt.Printf("FAILED %s\n", problem)
		}
		failed += len(problems)
		run += tests
	}
	if run == 0 {
		fmt.Fprintln(os.Stderr, "usage: ruletest FILE... (no tests were run)")
		os.Exit(2)
	}
	fmt.Printf("%d tests, %d failed\n", run, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

func runFile(name string) ([]string, int, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, 0, err
	}
	var file testFile
	if err := yaml.UnmarshalStrict(text, &file); err != nil {
		return nil, 0, err
	}
	var ruleFiles []string
	for _, pattern := range file.RuleFiles {
		ruleFiles = append(ruleFiles, filepath.Join(filepath.Dir(name), pattern))
	}
	var problems []string
	for _, one := range file.Tests {
		found, err := one.run(time.Duration(file.EvaluationInterval), ruleFiles)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", one.Name, err)
		}
		for _, problem := range found {
			problems = append(problems, one.Name+": "+problem)
		}
	}
	return problems, len(file.Tests), nil
}

func (t *test) run(every time.Duration, ruleFiles []string) ([]string, error) {
	if len(t.AlertRuleTest) == 0 {
		return nil, fmt.Errorf("expects nothing")
	}
	series := "load " + t.Interval.String() + "\n"
	for _, one := range t.InputSeries {
		series += "  " + one.Series + " " + one.Values + "\n"
	}
	suite, err := promqltest.NewLazyLoader(series, promqltest.LazyLoaderOpts{EnableAtModifier: true, EnableNegativeOffset: true})
	if err != nil {
		return nil, err
	}
	defer suite.Close()
	suite.SubqueryInterval = every
	manager := rules.NewManager(&rules.ManagerOptions{
		QueryFunc:  rules.EngineQueryFunc(suite.QueryEngine(), suite.Storage()),
		Appendable: suite.Storage(),
		Context:    context.Background(),
		NotifyFunc: func(context.Context, string, ...*rules.Alert) {},
		Logger:     promslog.NewNopLogger(),
	})
	groups, errs := manager.LoadGroups(every, labels.EmptyLabels(), "", nil, false, ruleFiles...)
	if errs != nil {
		return nil, fmt.Errorf("rules: %v", errs)
	}
	var problems []string
	last := time.Duration(0)
	for _, one := range t.AlertRuleTest {
		last = max(last, time.Duration(one.EvalTime))
	}
	for at := time.Duration(0); at <= last; at += every {
		now := time.Unix(0, 0).UTC().Add(at)
		var failure error
		suite.WithSamplesTill(now, func(err error) {
			if err != nil {
				failure = err
				return
			}
			for _, group := range groups {
				group.Eval(suite.Context(), now)
				for _, rule := range group.Rules() {
					if rule.LastError() != nil {
						failure = fmt.Errorf("%s: %w", rule.Name(), rule.LastError())
					}
				}
			}
		})
		if failure != nil {
			return nil, failure
		}
		problems = append(problems, t.compare(at, firing(groups))...)
	}
	return problems, nil
}

func firing(groups map[string]*rules.Group) []string {
	var all []string
	for _, group := range groups {
		for _, rule := range group.AlertingRules() {
			for _, alert := range rule.ActiveAlerts() {
				if alert.State == rules.StateFiring {
					all = append(all, text(alert.Labels.Map(), alert.Annotations.Map()))
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

func (t *test) compare(at time.Duration, found []string) []string {
	var wanted []string
	asked := false
	for _, one := range t.AlertRuleTest {
		if time.Duration(one.EvalTime) != at {
			continue
		}
		asked = true
		for _, alert := range one.ExpAlerts {
			all := map[string]string{"alertname": one.Alertname}
			for name, value := range alert.Labels {
				all[name] = value
			}
			wanted = append(wanted, text(all, alert.Annotations))
		}
	}
	slices.Sort(wanted)
	if !asked || slices.Equal(wanted, found) {
		return nil
	}
	return []string{fmt.Sprintf("at %s\n  expected: %s\n  fires:    %s", at, strings.Join(wanted, "\n            "),
		strings.Join(found, "\n            "))}
}

func text(alertLabels, annotations map[string]string) string {
	return labels.FromMap(alertLabels).String() + " " + labels.FromMap(annotations).String()
}
