using System.Collections.Immutable;
using MetalOrleans.ApiServer.Schema;
using MetalOrleans.ApiServer.Strategies;
using MetalOrleans.ApiServer.Tables;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>The resources served without a CustomResourceDefinition, in the order kubectl lists them.</summary>
internal static class BuiltInResources
{
    private static readonly StorageKey EventStorage = new("", "events", "v1");

    private static readonly ImmutableArray<string> EventFields =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    private static readonly PlainStrategy Created = new(NameRule.DnsSubdomain, true, true);
    private static readonly PlainStrategy Conditional = new(NameRule.DnsSubdomain, true, false);
    private static readonly PlainStrategy Path = new(NameRule.PathSegment, true, true);

    public static ImmutableArray<ResourceDefinition> All { get; } = [.. Core(), .. Registration(), .. Apps(), .. Networking(), .. Access()];

    private static IEnumerable<ResourceDefinition> Core()
    {
        yield return Make("", "ConfigMap", "configmaps", ["cm"], CorePrinters.ConfigMap);
        yield return Make("", "Endpoints", "endpoints", ["ep"], NetworkPrinters.Endpoints, Created) with { Singular = "endpoints" };
        yield return Make("", "Event", "events", ["ev"], CorePrinters.Event, new EventStrategy()) with { SelectableFields = EventFields };
        yield return Make("", "Namespace", "namespaces", ["ns"], CorePrinters.Namespace, new NamespaceStrategy()) with
        {
            IsNamespaced = false,
            HasStatus = true,
            SelectableFields = ["status.phase"],
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        };
        yield return Make("", "Node", "nodes", ["no"], WorkloadPrinters.Node) with
        {
            IsNamespaced = false,
            HasStatus = true,
            Strategy = new NodeStrategy(),
            SelectableFields = ["spec.unschedulable"],
        };
        yield return Make("", "Pod", "pods", ["po"], WorkloadPrinters.Pod, new PodStrategy()) with
        {
            HasStatus = true,
            Categories = ["all"],
            SelectableFields = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP", "status.nominatedNodeName"],
        };
        yield return Make("", "Secret", "secrets", [], CorePrinters.Secret, new SecretStrategy()) with { SelectableFields = ["type"] };
        yield return Make("", "ServiceAccount", "serviceaccounts", ["sa"], CorePrinters.ServiceAccount);
        yield return Make("", "Service", "services", ["svc"], NetworkPrinters.Service, new ServiceStrategy()) with
        {
            HasStatus = true,
            Categories = ["all"],
            SelectableFields = ["spec.clusterIP", "spec.type"],
        };
    }

    private static IEnumerable<ResourceDefinition> Registration()
    {
        const string Admission = "admissionregistration.k8s.io";
        yield return Make(Admission, "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", [], CorePrinters.Webhooks) with { IsNamespaced = false, HasGeneration = true };
        yield return Make(Admission, "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", [], CorePrinters.Webhooks) with { IsNamespaced = false, HasGeneration = true };
        yield return Make("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", ["crd", "crds"], TablePrinter.NameAndCreation, new CustomResourceDefinitionStrategy()) with
        {
            IsNamespaced = false,
            HasStatus = true,
            HasGeneration = true,
            Categories = ["api-extensions"],
        };
    }

    private static IEnumerable<ResourceDefinition> Apps()
    {
        yield return Workload("DaemonSet", "daemonsets", "ds", WorkloadPrinters.DaemonSet);
        yield return Workload("Deployment", "deployments", "deploy", WorkloadPrinters.Deployment);
        yield return Workload("ReplicaSet", "replicasets", "rs", WorkloadPrinters.ReplicaSet);
        yield return Workload("StatefulSet", "statefulsets", "sts", WorkloadPrinters.StatefulSet);
        yield return Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews");
        yield return Review("authentication.k8s.io", "TokenReview", "tokenreviews");
        yield return Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews");
        yield return Review("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews");
        yield return Make("coordination.k8s.io", "Lease", "leases", [], CorePrinters.Lease, Conditional);
    }

    private static IEnumerable<ResourceDefinition> Networking()
    {
        yield return Make("discovery.k8s.io", "EndpointSlice", "endpointslices", [], NetworkPrinters.EndpointSlice) with { HasGeneration = true };
        yield return Make("events.k8s.io", "Event", "events", ["ev"], CorePrinters.Event, new EventStrategy()) with
        {
            Storage = EventStorage,
            SelectableFields = ["reason", "reportingController", "type", "regarding.kind", "regarding.name", "regarding.namespace", "regarding.uid"],
        };
        yield return Make("networking.k8s.io", "IngressClass", "ingressclasses", [], NetworkPrinters.IngressClass) with { IsNamespaced = false, HasGeneration = true };
        yield return Make("networking.k8s.io", "Ingress", "ingresses", ["ing"], NetworkPrinters.Ingress) with { HasStatus = true, HasGeneration = true };
        yield return Make("networking.k8s.io", "NetworkPolicy", "networkpolicies", ["netpol"], NetworkPrinters.NetworkPolicy) with { HasGeneration = true };
        yield return Make("policy", "PodDisruptionBudget", "poddisruptionbudgets", ["pdb"], TablePrinter.NameAndAge) with { HasStatus = true, HasGeneration = true };
    }

    private static IEnumerable<ResourceDefinition> Access()
    {
        const string Rbac = "rbac.authorization.k8s.io";
        yield return Make(Rbac, "ClusterRoleBinding", "clusterrolebindings", [], CorePrinters.Binding, Path) with { IsNamespaced = false };
        yield return Make(Rbac, "ClusterRole", "clusterroles", [], TablePrinter.NameAndCreation, Path) with { IsNamespaced = false };
        yield return Make(Rbac, "RoleBinding", "rolebindings", [], CorePrinters.Binding, Path);
        yield return Make(Rbac, "Role", "roles", [], TablePrinter.NameAndCreation, Path);
    }

    private static ResourceDefinition Workload(string kind, string plural, string shortName, TablePrinter printer) =>
        Make("apps", kind, plural, [shortName], printer, new WorkloadStrategy()) with { HasStatus = true, HasGeneration = true, Categories = ["all"] };

    private static ResourceDefinition Review(string group, string kind, string plural) =>
        Make(group, kind, plural, [], TablePrinter.NameAndAge) with { IsNamespaced = false, IsReview = true, Verbs = ["create"] };

    private static ResourceDefinition Make(
        string group,
        string kind,
        string plural,
        ImmutableArray<string> shortNames,
        TablePrinter printer,
        ResourceStrategy? strategy = null) => new()
        {
            Group = group,
            Version = "v1",
            Kind = kind,
            ListKind = $"{kind}List",
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            ShortNames = shortNames,
            IsNamespaced = true,
            Storage = new StorageKey(group, plural, group.Length == 0 ? "v1" : $"{group}/v1"),
            Strategy = strategy ?? PlainStrategy.Instance,
            Printer = printer,
            Schema = new Lazy<StructuralSchema?>(() => BuiltInSchemas.For(group, "v1", kind)),
        };
}
