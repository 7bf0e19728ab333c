namespace MetalOrleans.Tests.ApiServer;

/// <summary>What a newcomer types, against the real program.</summary>
public sealed class KubectlTests
{
    private const string Configuration = """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: first-pool, namespace: metallb-system}
        spec: {addresses: [192.168.1.240-192.168.1.250]}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: example, namespace: metallb-system}
        spec: {ipAddressPools: [first-pool]}
        """;

    private const string Application = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: nginx}
        spec:
          replicas: 2
          selector: {matchLabels: {app: nginx}}
          template:
            metadata: {labels: {app: nginx}}
            spec: {containers: [{name: nginx, image: "nginx:1.27", ports: [{containerPort: 80}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: nginx}
        spec: {type: LoadBalancer, selector: {app: nginx}, ports: [{port: 80, targetPort: 80}]}
        """;

    [KubectlFact]
    [Trait("Ref", "X-401")]
    public async Task Applies_pools_shows_them_edits_them_and_deletes_them()
    {
        await using var kubectl = await Kubectl.StartAsync();

        Assert.Contains("ipaddresspool.metallb.io/first-pool created", await kubectl.RunAsync("apply -f -", Configuration), StringComparison.Ordinal);
        Assert.Contains("ipaddresspool.metallb.io/first-pool unchanged", await kubectl.RunAsync("apply -f -", Configuration), StringComparison.Ordinal);
        Assert.Contains("first-pool configured", await kubectl.RunAsync("apply -f -", Configuration.Replace("1.250", "1.249", StringComparison.Ordinal)), StringComparison.Ordinal);
        await kubectl.RunAsync("apply -f -", Configuration);
        Assert.Contains("serverside-applied", await kubectl.RunAsync("apply --server-side --force-conflicts -f -", Configuration), StringComparison.Ordinal);
        var table = await kubectl.RunAsync("get ipaddresspools,l2advertisements -n metallb-system");
        Assert.Matches(@"AUTO ASSIGN\s+AVOID BUGGY IPS\s+ADDRESSES", table);
        Assert.Contains("[\"192.168.1.240-192.168.1.250\"]", table, StringComparison.Ordinal);
        Assert.Contains("192.168.1.240-192.168.1.250", await kubectl.RunAsync("describe ipaddresspool first-pool -n metallb-system"), StringComparison.Ordinal);
        await kubectl.RunAsync("edit ipaddresspool first-pool -n metallb-system", editor: "sed -i s/1.250/1.251/");
        Assert.Contains("- 192.168.1.240-192.168.1.251", await kubectl.RunAsync("get ipaddresspool -n metallb-system -o yaml"), StringComparison.Ordinal);
        Assert.Contains("first-pool\" deleted", await kubectl.RunAsync("delete ipaddresspool first-pool -n metallb-system"), StringComparison.Ordinal);
    }

    [KubectlFact]
    [Trait("Ref", "X-402")]
    public async Task Walks_a_service_from_pending_to_an_address()
    {
        await using var kubectl = await Kubectl.StartAsync();
        await kubectl.RunAsync("apply -f -", Application);

        Assert.Matches(@"nginx\s+LoadBalancer\s+10\.\S+\s+<pending>\s+80:3\d{4}/TCP\s+\S+\s+app=nginx", await kubectl.RunAsync("get services -o wide"));
        Assert.Matches(@"nginx\s+0/2\s+0\s+0\s+\S+\s+nginx\s+nginx:1\.27\s+app=nginx", await kubectl.RunAsync("get deploy -o wide"));
        await kubectl.RunAsync("""patch svc nginx --subresource=status --type=merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"192.168.1.240"}]}}}'""");
        await kubectl.RunAsync("wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}'=192.168.1.240 svc/nginx --timeout=20s");

        // X-020: the three ways the documents read the address.
        Assert.Equal("nginx\t192.168.1.240\n", await kubectl.RunAsync("""get svc -A -o jsonpath='{range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.name}{"\t"}{.status.loadBalancer.ingress[0].ip}{"\n"}{end}'"""));
        Assert.Matches(@"default\s+nginx\s+LoadBalancer\s+192\.168\.1\.240", await kubectl.RunAsync("get svc -A -o custom-columns='NAMESPACE:.metadata.namespace,NAME:.metadata.name,TYPE:.spec.type,EXTERNAL-IP:.status.loadBalancer.ingress[0].ip'"));
        Assert.Contains("\"ip\": \"192.168.1.240\"", await kubectl.RunAsync("get svc nginx -o json"), StringComparison.Ordinal);
        Assert.Matches(@"LoadBalancer Ingress:\s+192\.168\.1\.240 \(VIP\)", await kubectl.RunAsync("describe svc nginx"));
        Assert.Contains("deleted", await kubectl.RunAsync("delete svc nginx"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Labels_annotates_and_patches_in_three_ways()
    {
        await using var kubectl = await Kubectl.StartAsync();
        await kubectl.RunAsync("create service loadbalancer web --tcp=80");

        await kubectl.RunAsync("label svc web tier=front");
        await kubectl.RunAsync("annotate svc web metallb.universe.tf/loadBalancerIPs=192.168.1.241");
        await kubectl.RunAsync("""patch svc web -p '{"spec":{"ports":[{"port":80,"name":"http"}]}}'""");
        await kubectl.RunAsync("""patch svc web --type=merge -p '{"metadata":{"labels":{"a":"b"}}}'""");
        await kubectl.RunAsync("""patch svc web --type=json -p '[{"op":"add","path":"/metadata/labels/c","value":"d"}]'""");
        var yaml = await kubectl.RunAsync("get svc web -o yaml");
        Assert.Contains("annotated", await kubectl.RunAsync("annotate svc web metallb.universe.tf/loadBalancerIPs- --overwrite"), StringComparison.Ordinal);

        Assert.Contains("tier: front", yaml, StringComparison.Ordinal);
        Assert.Contains("a: b", yaml, StringComparison.Ordinal);
        Assert.Contains("c: d", yaml, StringComparison.Ordinal);
        Assert.Contains("metallb.universe.tf/loadBalancerIPs: 192.168.1.241", yaml, StringComparison.Ordinal);
        Assert.Contains("name: http", yaml, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Creates_with_generators_and_deletes_a_namespace_with_its_contents()
    {
        await using var kubectl = await Kubectl.StartAsync();

        await kubectl.RunAsync("create namespace shop");
        await kubectl.RunAsync("create secret generic key -n shop --from-literal=password=p");
        await kubectl.RunAsync("create configmap conf -n shop --from-literal=a=b");
        await kubectl.RunAsync("create deployment web -n shop --image=nginx");
        Assert.Matches(@"secret/key\s+Opaque\s+1", await kubectl.RunAsync("get secrets,cm,deploy -n shop"));
        var (code, twice) = await kubectl.TryAsync("create namespace shop");
        await kubectl.RunAsync("delete namespace shop --timeout=60s");

        Assert.Equal(1, code);
        Assert.Contains("Error from server (AlreadyExists): namespaces \"shop\" already exists", twice, StringComparison.Ordinal);
        Assert.Contains("namespaces \"shop\" not found", (await kubectl.TryAsync("get ns shop")).Output, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Describes_the_server()
    {
        await using var kubectl = await Kubectl.StartAsync();

        Assert.Matches(@"ipaddresspools\s+metallb\.io/v1beta1\s+true\s+IPAddressPool", await kubectl.RunAsync("api-resources"));
        Assert.Contains("metallb.io/v1beta2", await kubectl.RunAsync("api-versions"), StringComparison.Ordinal);
        Assert.Equal("ok", await kubectl.RunAsync("get --raw /healthz"));
        Assert.Contains("tester", await kubectl.RunAsync("auth whoami"), StringComparison.Ordinal);
        Assert.Contains("addresses", await kubectl.RunAsync("explain ipaddresspool.spec"), StringComparison.Ordinal);
        Assert.Contains("autoAssign", await kubectl.RunAsync("explain ipaddresspool.spec.autoAssign"), StringComparison.Ordinal);
        Assert.Contains("No resources found", await kubectl.RunAsync("get pods -n metallb-system"), StringComparison.Ordinal);
        Assert.Contains("Server Version: v1.32", await kubectl.RunAsync("version"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Shows_events_of_an_object_sorted()
    {
        await using var kubectl = await Kubectl.StartAsync();
        const string Event = """
            apiVersion: v1
            kind: Event
            metadata: {name: web.1, namespace: metallb-system}
            involvedObject: {kind: IPAddressPool, namespace: metallb-system, name: first-pool}
            reason: IPAllocated
            message: Assigned IP ["192.168.1.240"]
            type: Normal
            count: 1
            firstTimestamp: "2026-01-01T00:00:00Z"
            lastTimestamp: "2026-01-01T00:00:00Z"
            source: {component: metallb-controller}
            """;
        await kubectl.RunAsync("create -f -", Event);

        Assert.Matches(@"Normal\s+IPAllocated\s+ipaddresspool/first-pool\s+Assigned IP", await kubectl.RunAsync("get events -n metallb-system --sort-by='.lastTimestamp'"));
        Assert.Contains("Assigned IP", await kubectl.RunAsync("events -n metallb-system"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Watches_while_others_write()
    {
        await using var kubectl = await Kubectl.StartAsync();
        using var watch = kubectl.Start("get svc --watch --no-headers");
        try
        {
            Assert.StartsWith("kubernetes", await watch.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
            await kubectl.RunAsync("create service clusterip web --tcp=80");
            Assert.StartsWith("web", await watch.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
        }
    }
}
