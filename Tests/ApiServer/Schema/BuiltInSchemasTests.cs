using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.Tests.ApiServer.Schema;

public sealed class BuiltInSchemasTests
{
    private const string Traefik = """
    {"apiVersion": "v1", "kind": "Service",
     "metadata": {"name": "traefik", "namespace": "traefik", "creationTimestamp": null,
       "annotations": {"metallb.universe.tf/loadBalancerIPs": "192.168.1.240"}},
     "spec": {"type": "LoadBalancer", "loadBalancerIP": "192.168.1.240", "selector": {"app": "traefik"},
       "healthCheckNodePort": 8080,
       "ports": [{"name": "http", "port": 80, "targetPort": 8080, "nodePort": 30080, "protocol": "TCP"},
                 {"name": "https", "port": 443, "targetPort": "websecure"}]}}
    """;

    private const string Nginx = """
    {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "nginx-deployment"},
     "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "nginx"}},
       "template": {"metadata": {"labels": {"app": "nginx"}},
         "spec": {"containers": [{"name": "nginx", "image": "nginx:1.14.2", "ports": [{"containerPort": 80}],
           "resources": {"limits": {"cpu": 1, "memory": "64Mi"}, "requests": {"cpu": 0.5}},
           "env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}],
           "securityContext": {"capabilities": {"drop": ["ALL"], "add": ["NET_RAW"]}},
           "readinessProbe": {"httpGet": {"path": "/", "port": "http"}}}],
           "volumes": [{"name": "c", "configMap": {"name": "x", "items": [{"key": "a", "path": "b"}]}},
                       {"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]}}},
     "status": {}}
    """;

    private const string AppIngress = """
    {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "nginx-ingress"},
     "spec": {"ingressClassName": "nginx", "rules": [{"host": "app.example.com", "http": {"paths": [
       {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "nginx-service", "port": {"number": 80}}}}]}}]}}
    """;

    private const string PrivilegedNamespace = """
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "metallb-system",
      "labels": {"pod-security.kubernetes.io/enforce": "privileged"}}}
    """;

    [Theory]
    [InlineData("", "v1", "Service", Traefik)]
    [InlineData("apps", "v1", "Deployment", Nginx)]
    [InlineData("networking.k8s.io", "v1", "Ingress", AppIngress)]
    [InlineData("", "v1", "Namespace", PrivilegedNamespace)]
    public void Objects_of_everyday_have_no_unknown_fields_and_no_faults(
        string group, string version, string kind, string text)
    {
        var schema = BuiltInSchemas.For(group, version, kind)!;
        var item = (JsonObject)JsonNode.Parse(text)!;

        Assert.Empty(schema.Prune(item));
        schema.ApplyDefaults(item);
        Assert.Empty(schema.Validate(item, null));
    }

    [Theory]
    [InlineData("""{"spec": {"foo": 1}}""", "spec.foo")]
    [InlineData("""{"spec": {"ports": [{"port": 1}, {"port": 2, "targetport": 3}]}}""", "spec.ports[1].targetport")]
    [InlineData("""{"metadata": {"label": {}}}""", "metadata.label")]
    [InlineData("""{"spce": {}}""", "spce")]
    public void A_slip_of_the_pen_is_found(string text, string field)
    {
        var item = (JsonObject)JsonNode.Parse(text)!;

        Assert.Equal([field], BuiltInSchemas.For("", "v1", "Service")!.Prune(item));
    }

    [Theory]
    [InlineData("""{"spec": {"type": "Foo"}}""",
        """spec.type: Unsupported value: "Foo": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort" """)]
    [InlineData("""{"spec": {"ports": [{"name": "a"}]}}""", "spec.ports[0].port: Required value")]
    [InlineData("""{"spec": {"ports": [{"port": "http"}]}}""",
        """spec.ports[0].port: Invalid value: "string": spec.ports[0].port in body must be of type integer: "string" """)]
    public void A_Service_that_makes_no_sense_is_refused(string text, string expected)
    {
        var errors = BuiltInSchemas.For("", "v1", "Service")!.Validate((JsonObject)JsonNode.Parse(text)!, null);

        Assert.Equal(expected.Trim(), FieldError.Join(errors));
    }

    [Fact]
    public void Ports_are_TCP_unless_they_say_otherwise()
    {
        var item = (JsonObject)JsonNode.Parse("""{"spec": {"ports": [{"port": 80}, {"port": 53, "protocol": "UDP"}]}}""")!;

        BuiltInSchemas.For("", "v1", "Service")!.ApplyDefaults(item);

        Assert.Equal(["TCP", "UDP"], item["spec"]!["ports"]!.AsArray().Select(port => (string)port!["protocol"]!));
    }

    [Theory]
    [InlineData("", "v1", "Service Node Namespace Secret ConfigMap Event Pod ServiceAccount Endpoints")]
    [InlineData("apps", "v1", "Deployment ReplicaSet DaemonSet StatefulSet")]
    [InlineData("discovery.k8s.io", "v1", "EndpointSlice")]
    [InlineData("coordination.k8s.io", "v1", "Lease")]
    [InlineData("networking.k8s.io", "v1", "Ingress IngressClass NetworkPolicy")]
    [InlineData("apiextensions.k8s.io", "v1", "CustomResourceDefinition")]
    [InlineData("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration MutatingWebhookConfiguration")]
    [InlineData("rbac.authorization.k8s.io", "v1", "Role RoleBinding ClusterRole ClusterRoleBinding")]
    [InlineData("policy", "v1", "PodDisruptionBudget")]
    [InlineData("events.k8s.io", "v1", "Event")]
    [InlineData("authentication.k8s.io", "v1", "TokenReview SelfSubjectReview")]
    [InlineData("authorization.k8s.io", "v1", "SubjectAccessReview SelfSubjectAccessReview")]
    public void Every_kind_that_is_served_has_a_schema(string group, string version, string kinds)
    {
        foreach (var kind in kinds.Split(' '))
        {
            Assert.NotNull(BuiltInSchemas.For(group, version, kind));
        }
    }

    [Fact]
    public void An_unknown_kind_has_none() => Assert.Null(BuiltInSchemas.For("", "v1", "Unicorn"));
}
