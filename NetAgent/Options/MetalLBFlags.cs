using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts.CommandLine;

namespace MetalOrleans.NetAgent.Options;

/// <summary>Flags and variables of MetalLB's speaker that have no meaning in an agent (O-030 to O-045).</summary>
internal static class MetalLBFlags
{
    private const string NoMemberlist =
        "there is no memberlist; agents prove themselves to the silo with tokens. Delete it.";

    private const string NoFrr =
        "BGP is spoken by the agent itself, without FRR. Delete it.";

    private const string NoFrrK8s =
        "BGP is spoken by the agent itself, without frr-k8s. Delete it.";

    private const string NoTlsServer =
        "an agent serves plain HTTP only. Delete it; the silo serves every node's metrics over HTTPS with --metrics-secure-port.";

    private const string NoProfiler =
        "there is no Go profiler. Delete it; the kernel's perf attaches to the process instead.";

    public static ImmutableArray<ForeignFlag> All { get; } =
    [
        new("--namespace", null, TakesValue: true, "an agent reads no Kubernetes object. Give it to the silo."), // O-030
        new("--pod-name", "METALLB_POD_NAME", TakesValue: true, Remedy: null), // O-032: the silo finds the agents' pods
        new("--host", "METALLB_HOST", TakesValue: true, Remedy: null), // O-033
        new("--lb-class", null, TakesValue: true, "the silo chooses the Services. Give it to the silo."), // O-036
        new("--pprof-bind-address", null, TakesValue: true, NoProfiler), // O-036
        new("--tls-min-version", null, TakesValue: true, NoTlsServer), // O-036
        new("--tls-cipher-suites", null, TakesValue: true, NoTlsServer), // O-036
        new("--tls-curve-preferences", null, TakesValue: true, NoTlsServer), // O-036
        new("--metrics-cert-dir", null, TakesValue: true, NoTlsServer), // O-036
        new("--ignore-exclude-lb", null, TakesValue: false, "the silo chooses the nodes. Give it to the silo."), // O-037
        new("--ml-bindaddr", "METALLB_ML_BIND_ADDR", TakesValue: true, NoMemberlist), // O-038
        new("--ml-bindport", "METALLB_ML_BIND_PORT", TakesValue: true, NoMemberlist), // O-038
        new("--ml-labels", "METALLB_ML_LABELS", TakesValue: true, NoMemberlist), // O-038
        new("--ml-secret-key-path", "METALLB_ML_SECRET_KEY_PATH", TakesValue: true, NoMemberlist), // O-038
        new("--ml-wan-config", null, TakesValue: false, // O-039
            "there is no memberlist. Delete it; how soon a node counts as lost is said by the silo's --heartbeat-interval and "
            + "--missed-heartbeats."),
        new("--bgp-debounce-timeout", "METALLB_BGP_DEBOUNCE_TIMEOUT", TakesValue: true, // O-040
            "a change goes to BGP peers at once and resets no session, so there is nothing to wait for. Delete it."),
        new("--frrk8s-namespace", "FRRK8S_NAMESPACE", TakesValue: true, NoFrrK8s), // O-041
        new("--frrk8s-secret-passthrough", null, TakesValue: false, NoFrrK8s), // O-042
        new("", "FRR_CONFIG_FILE", TakesValue: false, NoFrr), // O-044
        new("", "FRR_RELOADER_PID_FILE", TakesValue: false, NoFrr), // O-044
        new("", "FRR_LOGGING_LEVEL", TakesValue: false, NoFrr), // O-044
        new("--enable-pprof", null, TakesValue: false, NoProfiler), // O-045
        new("--disable-epslices", null, TakesValue: false, "the silo reads the endpoints. Delete it."), // O-045
        new("--ml-secret-key", "METALLB_ML_SECRET_KEY", TakesValue: true, NoMemberlist), // O-045
        new("--config-ns", null, TakesValue: true, "an agent reads no Kubernetes object. Give the silo --namespace."), // O-045
        new("--ml-namespace", "METALLB_ML_NAMESPACE", TakesValue: true, NoMemberlist), // O-045
        new("--config", null, TakesValue: true, // O-045
            "an agent gets its orders from the silo; `kubectl metal configmap-to-crs` converts the old ConfigMap."),
    ];
}
