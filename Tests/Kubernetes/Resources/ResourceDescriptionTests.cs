using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Tests.Kubernetes.Resources;

public sealed class ResourceDescriptionTests
{
    [Fact]
    public void Names_the_paths_of_core_and_grouped_kinds()
    {
        Assert.Equal("/api/v1/services", Service.Description.CollectionPath(null));
        Assert.Equal("/api/v1/namespaces/prod/services/web", Service.Description.ObjectPath(new ObjectKey("prod", "web")));
        Assert.Equal("/api/v1/nodes/n1", Node.Description.ObjectPath(ObjectKey.OfCluster("n1")));
        Assert.Equal("/apis/metallb.io/v1beta1/namespaces/m/ipaddresspools", IPAddressPool.Description.CollectionPath("m"));
        Assert.Equal("leases.coordination.k8s.io", Lease.Description.FullName);
    }

    [Fact]
    public void Escapes_what_does_not_belong_into_a_path() =>
        Assert.Equal("/api/v1/namespaces/a%2Fb/services/..%2Fx%3Fy", Service.Description.ObjectPath(new ObjectKey("a/b", "../x?y")));

    [Fact]
    public void Refuses_a_key_that_names_no_single_object()
    {
        Assert.Contains("without a name", Assert.Throws<ArgumentException>(() => Service.Description.ObjectPath(new ObjectKey("a", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("without a namespace", Assert.Throws<ArgumentException>(() => Service.Description.ObjectPath(ObjectKey.OfCluster("a"))).Message, StringComparison.Ordinal);
    }
}
