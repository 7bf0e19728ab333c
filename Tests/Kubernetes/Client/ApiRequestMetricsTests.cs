using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Tests.Kubernetes.Client;

public sealed class ApiRequestMetricsTests
{
    [Theory]
    [InlineData("GET", "/api/v1/services", "list services")]
    [InlineData("GET", "/api/v1/services?watch=1&resourceVersion=4", "watch services")]
    [InlineData("GET", "/api/v1/namespaces/default/services/web", "get services")]
    [InlineData("PUT", "/api/v1/namespaces/default/services/web/status", "update services/status")]
    [InlineData("GET", "/api/v1/namespaces", "list namespaces")]
    [InlineData("GET", "/api/v1/namespaces/default", "get namespaces")]
    [InlineData("GET", "/api/v1/namespaces/default/status", "get namespaces/status")]
    [InlineData("PATCH", "/api/v1/namespaces/default/events/e?fieldManager=x", "patch events")]
    [InlineData("POST", "/apis/metallb.io/v1beta1/namespaces/m/servicel2statuses", "create servicel2statuses")]
    [InlineData("DELETE", "/apis/metallb.io/v1beta1/namespaces/m/servicel2statuses/x", "delete servicel2statuses")]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "create tokenreviews")]
    [InlineData("GET", "/readyz", "get none")]
    public void A_request_is_named_by_its_RBAC_verb_and_resource(string method, string path, string expected)
    {
        var (verb, resource) = ApiRequestMetrics.Describe(new HttpMethod(method), path);

        Assert.Equal(expected, $"{verb} {resource}");
    }
}
