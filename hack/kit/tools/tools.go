// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools names the commands that hack/tools.py builds, so that go.mod and go.sum cover them.
package tools

import _ "helm.sh/helm/v4/cmd/helm"
