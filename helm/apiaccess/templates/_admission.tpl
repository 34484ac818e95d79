{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- /*
Early feedback in the words of the operator, for what can be compared as it is written: each connection that an object uses,
by name or because it admits the namespace, is a parameter of the policies below. Nothing rests on them: the operator checks
everything again, with what names resolve to.
*/ -}}

{{- /* Whether an object is looked at: when it asks for something, which are the fields that are handed in. The operator's own writes, and
objects that are let go, are left alone. */ -}}
{{- define "apiaccess.admission.conditions" -}}
- name: asks-for-something-new
  expression: |-
    request.operation == 'CREATE'
    {{- range . }}
      || (has(object.spec.{{ . }}) ? [object.spec.{{ . }}] : []) != (has(oldObject.spec.{{ . }}) ? [oldObject.spec.{{ . }}] : [])
    {{- end }}
- name: stays
  expression: "!has(object.metadata.deletionTimestamp)"
{{- end -}}

{{- /* The tenants of a connection that select the namespace, with their patterns as regular expressions. Wants the kind. */ -}}
{{- define "apiaccess.admission.variables" -}}
- name: labels
  expression: "has(namespaceObject.metadata.labels) ? namespaceObject.metadata.labels : {}"
- name: selecting
  expression: |-
    (has(params.spec.tenants) ? params.spec.tenants : []).filter(t,
      has(t.namespaces.names)
      ? object.metadata.namespace in t.namespaces.names
      : (!has(t.namespaces.matchLabels)
          || t.namespaces.matchLabels.all(k, k in variables.labels && variables.labels[k] == t.namespaces.matchLabels[k]))
        && (!has(t.namespaces.matchExpressions)
          || t.namespaces.matchExpressions.all(e,
            e.operator == 'In' ? e.key in variables.labels && variables.labels[e.key] in e.values
            : e.operator == 'NotIn' ? !(e.key in variables.labels && variables.labels[e.key] in e.values)
            : e.operator == 'Exists' ? e.key in variables.labels
            : e.operator == 'DoesNotExist' && !(e.key in variables.labels))))
- name: concerned
  expression: |-
    has(object.spec.connectionRef)
      ? object.spec.connectionRef.name == params.metadata.name
      : oldObject != null && has(oldObject.status) && has(oldObject.status.connection)
      ? oldObject.status.connection == params.metadata.name
      : variables.selecting.size() > 0
- name: tenants
  expression: |-
    !variables.concerned ? [] : variables.selecting.map(t, {
      'name': dyn(t.name),
      'may': dyn(t.may),
      'limits': dyn(has(t.limits) ? [t.limits] : []),
      {{- if eq . "ApiProtection" }}
      'arns': dyn((has(t.arns) ? t.arns : []).map(a,
        '^' + a.replace('.', '[.]').replace('+', '[+]').replace('*', '[^:/]*') + '$')),
      {{- end }}
      'principals': dyn((has(t.principals) ? t.principals : []).map(p,
        '^' + p.replace('.', '[.]').replace('+', '[+]').replace('*', '[^/]*') + '$')),
      'apis': dyn((has(t.apis) ? t.apis : []).map(a, {
        'id': dyn(has(a.restApiId) ? '^' + a.restApiId.replace('*', '[^/]*') + '$' : ''),
        'name': dyn(!has(a.restApiName) ? '' : '^' + a.restApiName
          .replace('\\', '\\\\').replace('.', '\\.').replace('+', '\\+').replace('?', '\\?').replace('|', '\\|')
          .replace('(', '\\(').replace(')', '\\)').replace('[', '\\[').replace(']', '\\]')
          .replace('{', '\\{').replace('}', '\\}').replace('^', '\\^').replace('$', '\\$').replace('*', '[^/]*') + '$'),
        'stages': dyn((has(a.stages) ? a.stages : []).map(s, '^' + s.replace('*', '[^/]*') + '$'))}))})
{{- end -}}

{{- /*
For each tenant why it does not admit the object, '' when it does. Wants the variables words, principals (may be empty), and
targets: a list of {named, id, name, region, stages}; and the kind. Of rate limits rate, burst and quota are compared too, those of
single methods are left to the operator; of protections destinations of logs.
*/ -}}
{{- define "apiaccess.admission.refusals" -}}
- name: refusals
  expression: |-
    variables.tenants.map(t,
      variables.words.exists(w, !(w in t.may))
      ? 'may not ' + variables.words.filter(w, !(w in t.may))[0]
      : variables.principals.exists(p, !t.principals.exists(m, p.matches(m)))
      ? 'does not admit principal ' + variables.principals.filter(p, !t.principals.exists(m, p.matches(m)))[0]
      : variables.targets.exists(o, !t.apis.exists(a,
          (a.id == '' || o.id == '' || o.id.matches(a.id)) && (a.name == '' || o.name == '' || o.name.matches(a.name))))
      ? 'does not admit API ' + variables.targets.filter(o, !t.apis.exists(a,
          (a.id == '' || o.id == '' || o.id.matches(a.id)) && (a.name == '' || o.name == '' || o.name.matches(a.name))))[0].named
      : variables.targets.exists(o, o.stages.exists(s, !t.apis.exists(a,
          (a.id == '' || o.id == '' || o.id.matches(a.id)) && (a.name == '' || o.name == '' || o.name.matches(a.name))
          && (s == '*' ? a.stages.exists(m, m == '^[^/]*$')
            : a.stages.size() == 0 || a.stages.exists(m, s.matches(m))))))
      ? 'does not admit a stage of API ' + variables.targets.filter(o, o.stages.exists(s, !t.apis.exists(a,
          (a.id == '' || o.id == '' || o.id.matches(a.id)) && (a.name == '' || o.name == '' || o.name.matches(a.name))
          && (s == '*' ? a.stages.exists(m, m == '^[^/]*$')
            : a.stages.size() == 0 || a.stages.exists(m, s.matches(m))))))[0].named
{{- if eq . "ApiProtection" }}
      : variables.destinations.exists(d, !t.arns.exists(m, d.matches(m)))
      ? 'does not admit ' + variables.destinations.filter(d, !t.arns.exists(m, d.matches(m)))[0] + ' (arns)'
{{- end }}
{{- if eq . "ApiRateLimit" }}
      : t.limits.exists(l, has(l.rate) && (!has(object.spec.rate)
          || double(object.spec.rate.requests) / {'1s': 1.0, '1m': 60.0, '1h': 3600.0}[object.spec.rate.per]
            > double(l.rate.requests) / {'1s': 1.0, '1m': 60.0, '1h': 3600.0}[l.rate.per]))
      ? 'admits at most ' + string(t.limits[0].rate.requests) + ' requests per ' + t.limits[0].rate.per + ' (limits.rate)'
        + (has(object.spec.rate) ? ', and rate asks for ' + string(object.spec.rate.requests) + ' per ' + object.spec.rate.per
          : ', and the usage plan has no rate (set rate and burst)')
      : t.limits.exists(l, has(l.burst) && (!has(object.spec.rate)
          || (has(object.spec.burst) ? object.spec.burst : object.spec.rate.requests) > l.burst))
      ? 'admits a burst of at most ' + string(t.limits[0].burst) + ' (limits.burst)'
        + (has(object.spec.rate) ? ', and burst asks for '
            + string(has(object.spec.burst) ? object.spec.burst : object.spec.rate.requests)
          : ', and the usage plan has none (set rate and burst)')
      : t.limits.exists(l, has(l.quotaPerDay) && (!has(object.spec.quota)
          || object.spec.quota.requests > l.quotaPerDay * {'Day': 1, 'Week': 7, 'Month': 28}[object.spec.quota.period]))
      ? 'admits a quota of at most ' + string(t.limits[0].quotaPerDay) + ' a day (limits.quotaPerDay)'
        + (has(object.spec.quota) ? ', and quota asks for ' + string(object.spec.quota.requests) + ' per ' + object.spec.quota.period
          : ', and the usage plan has none (set quota)')
{{- end }}
      : '')
{{- end -}}

{{- define "apiaccess.admission.validations" -}}
# A connection that is named and admits nothing of the namespace is not told of: the operator answers as if it were not there.
- expression: >-
    variables.selecting.size() > 0 || !variables.concerned
    || oldObject == null || !has(oldObject.status) || !has(oldObject.status.connection)
  reason: Forbidden
  messageExpression: >-
    'AwsConnection ' + params.metadata.name + ' does not admit namespace ' + object.metadata.namespace
    + ': ask the platform team to add it to a tenant'
- expression: >-
    !variables.concerned || variables.selecting.size() == 0
    || variables.targets.all(o, o.region == '' || o.region in params.spec.regions)
  reason: Forbidden
  messageExpression: >-
    'AwsConnection ' + params.metadata.name + ' does not cover region '
    + variables.targets.filter(o, o.region != '' && !(o.region in params.spec.regions))[0].region
    + ', only ' + params.spec.regions.join(', ')
- expression: variables.tenants.size() == 0 || variables.refusals.exists(r, r == '')
  reason: Forbidden
  messageExpression: >-
    'AwsConnection ' + params.metadata.name + ': tenant ' + variables.tenants[0].name + ' ' + variables.refusals[0]
    + (variables.tenants.size() > 1 ? ', and ' + string(variables.tenants.size() - 1) + ' more do not admit it either' : '')
    + ': ask the platform team to admit it, or ask for less'
{{- end -}}

{{- define "apiaccess.admission.binding" -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ .name }}
  labels:
    {{- include "apiaccess.labels" .root | nindent 4 }}
spec:
  policyName: {{ .name }}
  validationActions: [{{ .root.Values.admissionPolicies.action }}]
  {{- if .params }}
  paramRef:
    selector: {}
    parameterNotFoundAction: Allow
  {{- end }}
{{- end -}}
