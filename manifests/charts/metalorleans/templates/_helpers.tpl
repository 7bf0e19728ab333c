{{/* The name that MetalLB's chart would use, so that a release `metallb` has the objects that its runbooks name. */}}
{{- define "metalorleans.name" -}}
{{- default "metallb" .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "metalorleans.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default "metallb" .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "metalorleans.selectorLabels" -}}
app.kubernetes.io/name: {{ include "metalorleans.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "metalorleans.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "metalorleans.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "metalorleans.controller.serviceAccountName" -}}
{{- if .Values.controller.serviceAccount.create -}}
{{- default (printf "%s-controller" (include "metalorleans.fullname" .)) .Values.controller.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.controller.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "metalorleans.speaker.serviceAccountName" -}}
{{- if .Values.speaker.serviceAccount.create -}}
{{- default (printf "%s-speaker" (include "metalorleans.fullname" .)) .Values.speaker.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.speaker.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* Refuses what cannot be. Included by the Deployment and by the DaemonSet. */}}
{{- define "metalorleans.check" -}}
{{- if .Values.configInline -}}
{{- fail "configInline is no longer read: pools and peers are custom resources. Convert it with `kubectl metal configmap-to-crs`, apply the result, and remove configInline." -}}
{{- end -}}
{{- if .Values.existingConfigMap -}}
{{- fail "existingConfigMap is no longer read: pools and peers are custom resources. Convert it with `kubectl metal configmap-to-crs`, apply the result, and remove existingConfigMap." -}}
{{- end -}}
{{- if and .Values.speaker.frr.enabled .Values.frrk8s.enabled -}}
{{- fail "speaker.frr.enabled and frrk8s.enabled exclude each other. Neither is needed: the agents speak BGP themselves." -}}
{{- end -}}
{{- if .Values.frrk8s.external -}}
{{- fail "frrk8s.external is not supported: the agents speak BGP themselves and write no FRRConfiguration. Remove it, and let the external FRR hold no session with the routers that BGPPeers name." -}}
{{- end -}}
{{- if and .Values.prometheus.podMonitor.enabled .Values.prometheus.serviceMonitor.enabled -}}
{{- fail "prometheus.podMonitor.enabled and prometheus.serviceMonitor.enabled exclude each other: everything would be scraped twice." -}}
{{- end -}}
{{- if eq (int .Values.prometheus.metricsPort) 9120 -}}
{{- fail "prometheus.metricsPort 9120 is where MetalLB 0.16 serves HTTPS, and agents serve plain HTTP: use 7472, and prometheus.secureMetricsPort 9120 for HTTPS from the silo." -}}
{{- end -}}
{{- if and (or .Values.prometheus.podMonitor.enabled .Values.prometheus.serviceMonitor.enabled) (not .Values.prometheus.metricsPort) -}}
{{- fail "prometheus.metricsPort is 0, and a monitor is enabled: give it a port." -}}
{{- end -}}
{{- end -}}

{{/* Leaves the pools whose names match out of the alert's expression. */}}
{{- define "metalorleans.excludePools" -}}
{{- if .pools -}}
{{- $matcher := printf "{pool!~%s}" (quote .pools) -}}
{{- $_ := set .alert "expr" (regexReplaceAll "metallb_allocator_addresses(_in_use)?_total" .alert.expr (printf "${0}%s" $matcher)) -}}
{{- end -}}
{{- end -}}
