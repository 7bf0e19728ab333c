using System.Text.Json.Nodes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.ApiServer;

/// <summary>What kubectl sends typed, in protobuf, arrives with every option: the real program against the server.</summary>
public sealed class KubectlCreateTests
{
    public static TheoryData<string, string, string> Commands => new()
    {
        { "namespace n", "ns/n", "" },
        { "serviceaccount s", "sa/s", "" },
        { "configmap c --from-literal=a=b --from-literal=empty=", "cm/c", """ "data":{"a":"b","empty":""} """ },
        { "configmap c --from-file=odd=/usr/bin/true", "cm/c", """ "binaryData":{"odd":"*"} """ },
        { "secret generic s --from-literal=a=b --type=own", "secret/s", """ "data":{"a":"Yg=="},"type":"own" """ },
        {
            "secret docker-registry s --docker-server=x --docker-username=a --docker-password=b",
            "secret/s",
            """ "data":{".dockerconfigjson":"*"},"type":"kubernetes.io/dockerconfigjson" """
        },
        {
            "service loadbalancer s --tcp=80:8080",
            "svc/s",
            """
            "metadata":{"labels":{"app":"s"}},
            "spec":{"type":"LoadBalancer","selector":{"app":"s"},"ports":[{"name":"80-8080","port":80,"protocol":"TCP","targetPort":8080}]}
            """
        },
        {
            "service nodeport s --tcp=80:web --node-port=30080",
            "svc/s",
            """ "spec":{"type":"NodePort","ports":[{"name":"80-web","nodePort":30080,"port":80,"targetPort":"web"}]} """
        },
        { "service clusterip s --clusterip=None", "svc/s", """ "spec":{"type":"ClusterIP","clusterIP":"None"} """ },
        { "service externalname s --external-name=a.b", "svc/s", """ "spec":{"type":"ExternalName","externalName":"a.b"} """ },
        {
            "deployment d --image=nginx --replicas=0 --port=80 -- sleep 1",
            "deploy/d",
            """
            "spec":{"replicas":0,"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":
            {"containers":[{"name":"nginx","image":"nginx","command":["sleep","1"],"ports":[{"containerPort":80}]}]}}}
            """
        },
        {
            "ingress i --rule=a.b/c*=svc:80,tls=s --rule=/=svc:http --default-backend=d:http --class=k --annotation a=b",
            "ing/i",
            """
            "metadata":{"annotations":{"a":"b"}},
            "spec":{"ingressClassName":"k","defaultBackend":{"service":{"name":"d","port":{"name":"http"}}},"tls":[{"hosts":["a.b"],"secretName":"s"}],
            "rules":[
            {"host":"a.b","http":{"paths":[{"path":"/c","pathType":"Prefix","backend":{"service":{"name":"svc","port":{"number":80}}}}]}},
            {"http":{"paths":[{"path":"/","pathType":"Exact","backend":{"service":{"name":"svc","port":{"name":"http"}}}}]}}]}
            """
        },
        {
            "poddisruptionbudget p --selector='a in (b,c),d=e' --max-unavailable=0",
            "pdb/p",
            """
            "spec":{"maxUnavailable":0,
            "selector":{"matchExpressions":[{"key":"a","operator":"In","values":["b","c"]}],"matchLabels":{"d":"e"}}}
            """
        },
        {
            "poddisruptionbudget p --selector=a=b --min-available=50%",
            "pdb/p",
            """ "spec":{"minAvailable":"50%","selector":{"matchLabels":{"a":"b"}}} """
        },
        {
            "role r --verb=get,list --resource=pods --resource-name=one",
            "role/r",
            """ "rules":[{"apiGroups":[""],"resources":["pods"],"resourceNames":["one"],"verbs":["get","list"]}] """
        },
        { "clusterrole r --verb=get --non-resource-url=/x", "clusterrole/r", """ "rules":[{"nonResourceURLs":["/x"],"verbs":["get"]}] """ },
        {
            "clusterrole r --aggregation-rule=a=b",
            "clusterrole/r",
            """ "aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]} """
        },
        {
            "rolebinding r --role=a --user=b --group=g --serviceaccount=x:y",
            "rolebinding/r",
            """
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"a"},
            "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"b"},
            {"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"g"},{"kind":"ServiceAccount","name":"y","namespace":"x"}]
            """
        },
        {
            "clusterrolebinding r --clusterrole=a --user=b",
            "clusterrolebinding/r",
            """ "roleRef":{"kind":"ClusterRole","name":"a"},"subjects":[{"kind":"User","name":"b"}] """
        },
    };

    [ToolTheory("kubectl")]
    [MemberData(nameof(Commands))]
    public async Task Every_option_of_create_arrives(string command, string made, string says)
    {
        await using var kubectl = await Kubectl.StartAsync();

        await kubectl.RunAsync("-n default create " + command);

        var found = JsonNode.Parse(await kubectl.RunAsync($"get {made} -o json"));
        Assert.Equal("", MissingFrom(found, JsonNode.Parse($"{{{says}}}"), ""));
    }

    [KubectlFact]
    public async Task Questions_and_forced_deletions_arrive_as_well()
    {
        await using var kubectl = await Kubectl.StartAsync();
        await kubectl.RunAsync("apply -f -", """
            apiVersion: v1
            kind: Node
            metadata: {name: node-a}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: default}
            spec: {nodeName: node-a, containers: [{name: c, image: i}]}
            """);

        Assert.Contains("yes", await kubectl.RunAsync("auth can-i get pods --subresource=log"), StringComparison.Ordinal);
        Assert.Contains("yes", await kubectl.RunAsync("auth can-i get /healthz"), StringComparison.Ordinal);
        Assert.Contains("tester", await kubectl.RunAsync("auth whoami"), StringComparison.Ordinal);
        Assert.Contains("drained", await kubectl.RunAsync("drain node-a --force --grace-period=0 --timeout=30s"), StringComparison.Ordinal);
        Assert.Contains("No resources found", await kubectl.RunAsync("get pods"), StringComparison.Ordinal);
    }

    /// <summary>Where the found object does not say what was asked for; empty when it says everything. <c>*</c> is any value.</summary>
    private static string MissingFrom(JsonNode? found, JsonNode? asked, string path) => asked switch
    {
        JsonObject fields => fields.Select(field => MissingFrom((found as JsonObject)?[field.Key], field.Value, $"{path}.{field.Key}"))
            .FirstOrDefault(missing => missing.Length > 0, ""),
        JsonArray items when found is JsonArray there && there.Count == items.Count => items
            .Select((item, i) => MissingFrom(there[i], item, $"{path}[{i}]"))
            .FirstOrDefault(missing => missing.Length > 0, ""),
        JsonValue value when found is not null && value.ToString() is "*" => "",
        _ when JsonNode.DeepEquals(found, asked) => "",
        _ => $"{path}: {asked?.ToJsonString()} was asked for, {found?.ToJsonString() ?? "nothing"} is there",
    };
}
