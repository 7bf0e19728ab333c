using System.Collections.Frozen;
using Fields = System.Collections.Generic.Dictionary<int, MetalOrleans.ApiServer.Protobuf.WireField>;

namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>
/// The bodies that kubectl sends in protobuf, with the fields that its options can set: <c>create</c> of each kind that is served
/// here, <c>auth can-i</c>, <c>auth whoami</c>, and the deletions of <c>drain</c>.
/// </summary>
/// <remarks>
/// The numbers were read off the wire, one option at a time, from kubectl 1.32. Kubernetes promises never to change them: its API
/// conventions treat a field's number as part of a stable version. A field that is not here is refused when it says anything.
/// </remarks>
internal static class TypedBodies
{
    private static readonly Fields Metadata = new()
    {
        [1] = Text("name"),
        [3] = Text("namespace"),
        [11] = Entries("labels", WireForm.Text),
        [12] = Entries("annotations", WireForm.Text),
    };

    private static readonly Fields Selector = new()
    {
        [1] = Entries("matchLabels", WireForm.Text),
        [2] = Items("matchExpressions", new() { [1] = Text("key"), [2] = Text("operator"), [3] = Texts("values") }),
    };

    private static readonly Fields PodSpec = new()
    {
        [2] = Items("containers", new()
        {
            [1] = Text("name"),
            [2] = Text("image"),
            [3] = Texts("command"),
            [6] = Items("ports", new() { [3] = Number("containerPort") }),
        }),
    };

    private static readonly Fields DeploymentSpec = new()
    {
        [1] = Number("replicas") with { KeepsZero = true },
        [2] = Message("selector", Selector),
        [3] = Message("template", new() { [1] = Message("metadata", Metadata), [2] = Message("spec", PodSpec) }),
    };

    private static readonly Fields ServiceSpec = new()
    {
        [1] = Items("ports", new()
        {
            [1] = Text("name"),
            [2] = Text("protocol"),
            [3] = Number("port"),
            [4] = NumberOrText("targetPort"),
            [5] = Number("nodePort"),
        }),
        [2] = Entries("selector", WireForm.Text),
        [3] = Text("clusterIP"),
        [4] = Text("type"),
        [10] = Text("externalName"),
    };

    private static readonly Fields IngressBackend = new()
    {
        [4] = Message("service", new()
        {
            [1] = Text("name"),
            [2] = Message("port", new() { [1] = Text("name"), [2] = Number("number") }),
        }),
    };

    private static readonly Fields IngressPaths = new()
    {
        [1] = Items("paths", new() { [1] = Text("path"), [2] = Message("backend", IngressBackend), [3] = Text("pathType") }),
    };

    private static readonly Fields IngressSpec = new()
    {
        [1] = Message("defaultBackend", IngressBackend),
        [2] = Items("tls", new() { [1] = Texts("hosts"), [2] = Text("secretName") }),
        [3] = Items("rules", new()
        {
            [1] = Text("host"),
            [2] = Message("", new() { [1] = Message("http", IngressPaths) }) with { Place = WirePlace.Outer },
        }),
        [4] = Text("ingressClassName"),
    };

    private static readonly Fields DisruptionSpec = new()
    {
        [1] = NumberOrText("minAvailable") with { KeepsZero = true },
        [2] = Message("selector", Selector),
        [3] = NumberOrText("maxUnavailable") with { KeepsZero = true },
    };

    private static readonly WireField Rules = Items("rules", new()
    {
        [1] = Texts("verbs"),
        [2] = Texts("apiGroups"),
        [3] = Texts("resources"),
        [4] = Texts("resourceNames"),
        [5] = Texts("nonResourceURLs"),
    });

    private static readonly WireField Subjects = Items(
        "subjects", new() { [1] = Text("kind"), [2] = Text("apiGroup"), [3] = Text("name"), [4] = Text("namespace") });

    private static readonly WireField RoleRef = Message(
        "roleRef", new() { [1] = Text("apiGroup"), [2] = Text("kind"), [3] = Text("name") });

    private static readonly Fields AccessQuestion = new()
    {
        [1] = Message("resourceAttributes", new()
        {
            [1] = Text("namespace"),
            [2] = Text("verb"),
            [3] = Text("group"),
            [4] = Text("version"),
            [5] = Text("resource"),
            [6] = Text("subresource"),
            [7] = Text("name"),
        }),
        [2] = Message("nonResourceAttributes", new() { [1] = Text("path"), [2] = Text("verb") }),
    };

    private static readonly FrozenDictionary<(string ApiVersion, string Kind), Fields> Kinds =
        new Dictionary<(string ApiVersion, string Kind), Fields>
        {
            [("v1", "Namespace")] = Object(),
            [("v1", "ServiceAccount")] = Object(),
            [("v1", "ConfigMap")] = Object(
                (2, Entries("data", WireForm.Text)), (3, Entries("binaryData", WireForm.Octets))),
            [("v1", "Secret")] = Object((2, Entries("data", WireForm.Octets)), (3, Text("type"))),
            [("v1", "Service")] = Object((2, Message("spec", ServiceSpec))),
            [("apps/v1", "Deployment")] = Object((2, Message("spec", DeploymentSpec))),
            [("networking.k8s.io/v1", "Ingress")] = Object((2, Message("spec", IngressSpec))),
            [("policy/v1", "PodDisruptionBudget")] = Object((2, Message("spec", DisruptionSpec))),
            [("rbac.authorization.k8s.io/v1", "Role")] = Object((2, Rules)),
            [("rbac.authorization.k8s.io/v1", "ClusterRole")] = Object(
                (2, Rules), (3, Message("aggregationRule", new() { [1] = Items("clusterRoleSelectors", Selector) }))),
            [("rbac.authorization.k8s.io/v1", "RoleBinding")] = Object((2, Subjects), (3, RoleRef)),
            [("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")] = Object((2, Subjects), (3, RoleRef)),
            [("authorization.k8s.io/v1", "SelfSubjectAccessReview")] = Object((2, Message("spec", AccessQuestion))),
            [("authentication.k8s.io/v1", "SelfSubjectReview")] = Object(),
            [("v1", "DeleteOptions")] = new()
            {
                [1] = Number("gracePeriodSeconds") with { KeepsZero = true },
                [4] = Text("propagationPolicy"),
                [5] = Texts("dryRun"),
            },
        }.ToFrozenDictionary();

    /// <summary>The fields of a kind by number; null for a kind that kubectl never sends in this form.</summary>
    public static IReadOnlyDictionary<int, WireField>? Find(string apiVersion, string kind) =>
        Kinds.GetValueOrDefault((apiVersion, kind));

    private static Fields Object(params ReadOnlySpan<(int Number, WireField Field)> fields)
    {
        var made = new Fields { [1] = Message("metadata", Metadata) };
        foreach (var (number, field) in fields)
        {
            made.Add(number, field);
        }

        return made;
    }

    private static WireField Text(string name) => new(name, WireForm.Text, WirePlace.Property);

    private static WireField Texts(string name) => new(name, WireForm.Text, WirePlace.Item);

    private static WireField Number(string name) => new(name, WireForm.Number, WirePlace.Property);

    private static WireField NumberOrText(string name) => new(name, WireForm.NumberOrText, WirePlace.Property);

    private static WireField Message(string name, Fields fields) => new(name, WireForm.Message, WirePlace.Property, fields);

    private static WireField Items(string name, Fields fields) => new(name, WireForm.Message, WirePlace.Item, fields);

    private static WireField Entries(string name, WireForm form) => new(name, form, WirePlace.Entry);
}
