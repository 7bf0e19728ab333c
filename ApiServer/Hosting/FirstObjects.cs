using System.Reflection;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Operations;

namespace MetalOrleans.ApiServer.Hosting;

/// <summary>What a cluster has from the start: its namespaces, the kubernetes Service, and our definitions.</summary>
internal sealed class FirstObjects(ServerParts parts, ObjectCreator creator, ObjectUpdater updater)
{
    private const string Manager = "metalorleans-apiserver";

    private static readonly string[] Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system", "metallb-system"];

    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Namespaces)
        {
            await EnsureAsync("", "v1", "namespaces", Named("v1", "Namespace", name), cancellationToken);
        }

        await EnsureAsync("", "v1", "services", KubernetesService(), cancellationToken);
        if (parts.Options.InstallCustomResources)
        {
            foreach (var definition in Definitions())
            {
                await EnsureAsync("apiextensions.k8s.io", "v1", "customresourcedefinitions", definition, cancellationToken);
            }
        }
    }

    private static IEnumerable<JsonObject> Definitions()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("crds/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            foreach (var document in YamlText.ReadAll(reader.ReadToEnd()).OfType<JsonObject>())
            {
                if (document.Text("kind") == "CustomResourceDefinition")
                {
                    yield return document;
                }
            }
        }
    }

    private static JsonObject Named(string apiVersion, string kind, string name) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name },
    };

    private static JsonObject KubernetesService()
    {
        var service = Named("v1", "Service", "kubernetes");
        service.Metadata()["namespace"] = "default";
        service.Metadata()["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" };
        service["spec"] = new JsonObject
        {
            ["type"] = "ClusterIP",
            ["clusterIP"] = "10.96.0.1",
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "TCP", ["targetPort"] = 6443 }),
        };
        return service;
    }

    /// <summary>Creates what is absent. A definition that the program brings in a newer form replaces the stored one.</summary>
    private async Task EnsureAsync(string group, string version, string plural, JsonObject item, CancellationToken cancellationToken)
    {
        var resource = parts.Catalog.Table.Find(group, version, plural)!;
        var intent = new WriteIntent(resource, item.Namespace(), item.Name()) { Manager = Manager };
        try
        {
            if (parts.Store.Find(resource.Storage, intent.Namespace, intent.Name) is null)
            {
                await creator.CreateAsync(intent, item, ownsFields: false, cancellationToken);
            }
            else if (plural == "customresourcedefinitions")
            {
                await updater.UpdateAsync(intent, live => WithSpec(live, item), ownsFields: false, isPut: false, cancellationToken);
            }
        }
        catch (ApiFailure failure)
        {
            throw new InvalidOperationException($"The server could not install its own {resource.Kind} \"{item.Name()}\": {failure.Message}", failure);
        }
    }

    private static JsonObject WithSpec(JsonObject live, JsonObject wanted)
    {
        live["spec"] = wanted.Object("spec")!.DeepClone();
        return live;
    }
}
