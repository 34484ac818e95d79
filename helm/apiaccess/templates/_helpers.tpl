{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- define "apiaccess.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- /* Room is left for the longest suffix, so that every name stays within 63. */ -}}
{{- define "apiaccess.fullname" -}}
{{- $name := include "apiaccess.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* What selects all pods of the release, those of the uninstall hook too. */ -}}
{{- define "apiaccess.instanceLabels" -}}
app.kubernetes.io/name: {{ include "apiaccess.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- /* What selects the operator's pods. */ -}}
{{- define "apiaccess.selectorLabels" -}}
{{ include "apiaccess.instanceLabels" . }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "apiaccess.labels" -}}
{{ include "apiaccess.instanceLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "apiaccess.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "apiaccess.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.create is false: name the ServiceAccount that is there already with serviceAccount.name" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "apiaccess.clusterId" -}}
{{- required "clusterId is not set: choose a name for this cluster that no other cluster uses in the same AWS accounts, and never change it: --set clusterId=<name>" .Values.clusterId -}}
{{- end -}}

{{- define "apiaccess.image" -}}
{{- $tag := default .Chart.AppVersion .Values.image.tag -}}
{{- with .Values.image -}}
{{- printf "%s:%s" .repository $tag -}}{{- if .digest -}}@{{ .digest }}{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The restricted profile of pod security asks for all of these. */ -}}
{{- define "apiaccess.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "apiaccess.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- /* Where pods may run, for those of the operator and of the uninstall hook. */ -}}
{{- define "apiaccess.scheduling" -}}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
