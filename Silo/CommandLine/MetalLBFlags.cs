using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts.CommandLine;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>Flags and variables of MetalLB's controller that have no meaning in a silo (O-001 to O-020, O-045).</summary>
internal static class MetalLBFlags
{
    private const string NoMemberlist =
        "there is no memberlist; agents prove themselves to the silo with tokens. Delete it.";

    private const string NoProfiler =
        "there is no Go profiler. Delete it; dotnet-counters and dotnet-trace attach to the process instead.";

    private const string OwnCertificates =
        "the silo makes its certificates and renews them. Delete it; --certificates says where they are kept.";

    public static ImmutableArray<ForeignFlag> All { get; } =
    [
        new("--ml-secret-name", "METALLB_ML_SECRET_NAME", TakesValue: true, NoMemberlist), // O-003
        new("--deployment", "METALLB_DEPLOYMENT", TakesValue: true, // O-004
            "it names the owner of the memberlist secret, and there is none. Delete it."),
        new("--pprof-bind-address", null, TakesValue: true, NoProfiler), // O-006
        new("--enable-pprof", null, TakesValue: false, NoProfiler), // O-045
        new("--disable-cert-rotation", null, TakesValue: false, OwnCertificates), // O-008
        new("--cert-dir", null, TakesValue: true, OwnCertificates), // O-009
        new("--webhook-http2", null, TakesValue: false, // O-015
            "webhooks are served with HTTP/1.1 only, which every API server speaks. Delete it."),
        new("--tls-curve-preferences", null, TakesValue: true, // O-018
            "curves are chosen by OpenSSL. Delete it, and set Groups in the image's openssl.cnf where they matter."),
        new("--disable-epslices", null, TakesValue: false, // O-045
            "EndpointSlices are the only source of endpoints (Kubernetes 1.21 and newer). Delete it."),
        new("--ml-secret-key", "METALLB_ML_SECRET_KEY", TakesValue: true, NoMemberlist), // O-045
        new("--config-ns", null, TakesValue: true, "give the namespace with --namespace."), // O-045
        new("--ml-namespace", "METALLB_ML_NAMESPACE", TakesValue: true, NoMemberlist), // O-045
        new("--config", null, TakesValue: true, // O-045
            "configuration is read from custom resources; `kubectl metal configmap-to-crs` converts the old ConfigMap."),
    ];

    /// <summary>All of MetalLB's kinds of BGP mean the one that is here (O-020, B-111).</summary>
    /// <returns>What to say of a kind that MetalLB does not have either; null where there is nothing to say.</returns>
    public static string? JudgeBgpType(Func<string, string?> environment) => environment("METALLB_BGP_TYPE") switch
    {
        null or "" or "native" or "frr" or "frr-k8s" => null,
        var other => $"METALLB_BGP_TYPE is ignored: '{other}' is none of native, frr and frr-k8s, which all mean the same here. "
            + "Delete it.",
    };
}
