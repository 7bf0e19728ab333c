using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Admission;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.ApiServer.Security;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer;

/// <summary>How an <see cref="EmbeddedApiServer"/> listens, whom it trusts, and where it keeps its objects.</summary>
public sealed record ApiServerOptions
{
    /// <summary>TCP addresses to listen on; port 0 takes a free one. Plain HTTP is refused on any that is not loopback.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, 0)];

    /// <summary>A unix socket to listen on as well, with HTTPS when <see cref="UseHttps"/> says so.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Serves HTTPS, with <see cref="Certificate"/> or with one signed by a CA made for this server.</summary>
    public bool UseHttps { get; init; }

    public X509Certificate2? Certificate { get; init; }

    /// <summary>Names and addresses beside localhost and the listen addresses that the generated certificate is good for.</summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = [];

    /// <summary>Bearer token to user name. Empty means that everybody who reaches the server may do everything.</summary>
    public IReadOnlyDictionary<string, string> Tokens { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>ServiceAccount tokens that TokenReview knows. One that is taken out is revoked.</summary>
    public IReadOnlyDictionary<string, ServiceAccountToken> AccountTokens { get; init; } =
        new Dictionary<string, ServiceAccountToken>(StringComparer.Ordinal);

    /// <summary>
    /// What a SubjectAccessReview is answered, by user and path or resource; everything is allowed by default. A question to the
    /// server only: its own requests know no authorization.
    /// </summary>
    public Func<string, string, bool> MayAccess { get; init; } = static (_, _) => true;

    /// <summary>Keeps the objects there across restarts; null keeps them in memory only.</summary>
    public string? Directory { get; init; }

    /// <summary>Whether a write is answered before or after it has reached the disk of <see cref="Directory"/>.</summary>
    public StoreDurability Durability { get; init; } = StoreDurability.WriteBehind;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Misbehaviour on request, for the tests of controllers.</summary>
    public FaultPlan Faults { get; init; } = new();

    /// <summary>Asked before each write of a custom resource; the place of the validating webhooks when they live in this process.</summary>
    public AdmissionReviewer? Admission { get; init; }

    /// <summary>
    /// Turns a custom resource into another version of its CRD (arguments: object, wanted apiVersion), in place of the
    /// conversion webhook. Null changes the apiVersion only, as the strategy None of a CRD does.
    /// </summary>
    public Func<JsonObject, string, JsonObject>? Conversion { get; init; }

    /// <summary>
    /// Where the webhooks of a Service really listen (namespace, name, port): nothing here carries a Service's address to pods.
    /// Their certificates must bear the Service's name all the same. Null for a Service that leads nowhere.
    /// </summary>
    public Func<string, string, int, Uri?> WebhookServices { get; init; } = static (_, _, _) => null;

    /// <summary>Changes kept for watches that resume, per resource. kube-apiserver starts at 100 and grows; ours is fixed.</summary>
    public int WatchHistory { get; init; } = 1024;

    /// <summary>Changes a watch may lag behind before it is ended.</summary>
    public int WatchBuffer { get; init; } = 4096;

    /// <summary>Interval of BOOKMARK events. kube-apiserver sends them about once a minute.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest life of a watch that names no timeout. kube-apiserver takes 30 to 60 minutes.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>
    /// How many threads of its own serve requests, behind the process's others in the queue for processors; default 0: the thread
    /// pool serves. For a process that has more urgent work than this server's.
    /// </summary>
    public int OwnThreads { get; init; }

    /// <summary>Installs the CRDs that are embedded in the assembly.</summary>
    public bool InstallCustomResources { get; init; } = true;

    public Microsoft.Extensions.Logging.ILoggerFactory? LoggerFactory { get; init; }
}
