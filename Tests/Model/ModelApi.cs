using System.Text;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Model;

/// <summary>What people do to the API server: the model's objects, written as a person's tool would write them.</summary>
internal sealed class ModelApi(KubernetesClient client)
{
    private const int AttemptsMax = 50;

    private async Task PutAsync(ModelService service)
    {
        var key = new ObjectKey(service.Namespace, service.Name);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await client.FindAsync<Service>(key, default) is { } stored)
                {
                    await client.UpdateAsync(Edit(stored, service), default);
                }
                else
                {
                    await client.CreateAsync(ToResource(service), default);
                }

                return;
            }
            catch (KubernetesApiException e) when ((e.IsConflict || e.IsAlreadyExists) && attempt < AttemptsMax)
            {
                // The silo was faster.
            }
        }
    }

    private async Task PutAsync(ModelPool pool)
    {
        var key = new ObjectKey(HostedSilo.Namespace, pool.Name);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await client.FindAsync<IPAddressPool>(key, default) is { } stored)
                {
                    await client.UpdateAsync(stored with { Spec = ToSpec(pool) }, default);
                }
                else
                {
                    await client.CreateAsync(ToResource(pool), default);
                }

                return;
            }
            catch (KubernetesApiException e) when ((e.IsConflict || e.IsAlreadyExists) && attempt < AttemptsMax)
            {
                // The silo was faster.
            }
        }
    }

    private async Task PutNamespaceAsync(string name, string team)
    {
        var key = new ObjectKey("", name);
        if (await client.FindAsync<Namespace>(key, default) is null)
        {
            await client.CreateAsync(ToResource(name, team), default);
            return;
        }

        var patch = Encoding.UTF8.GetBytes($$"""{"metadata": {"labels": {"team": "{{team}}"} } }""");
        await client.PatchAsync<Namespace>(key, Patch.Merge(patch), default);
    }

    public Task ApplyAsync(ModelEdit edit) => edit switch
    {
        { Service: { } service } => PutAsync(service),
        { NoService: { } gone } => DeleteServiceAsync(gone),
        { Pool: { } pool } => PutAsync(pool),
        { NoPool: { } gone } => DeletePoolAsync(gone),
        _ => PutNamespaceAsync(edit.Namespace!, edit.Team!),
    };

    private Task DeleteServiceAsync(string key) => client.DeleteAsync<Service>(
        new ObjectKey(key.Split('/')[0], key.Split('/')[1]), DeletePreconditions.None, default);

    private Task DeletePoolAsync(string name) => client.DeleteAsync<IPAddressPool>(
        new ObjectKey(HostedSilo.Namespace, name), DeletePreconditions.None, default);

    /// <summary>The addresses in the status of every Service of the model.</summary>
    public async Task<Dictionary<string, string[]>> StatusesAsync(ModelWorld world)
    {
        var services = await client.ListAsync<Service>(default);
        return services.Items.Select(service => (Key: $"{service.Metadata.Namespace}/{service.Metadata.Name}", service.Status))
            .Where(entry => world.Services.ContainsKey(entry.Key))
            .ToDictionary(
                entry => entry.Key,
                entry => (entry.Status?.LoadBalancer?.Ingress ?? []).Select(ingress => ingress.IP!).ToArray());
    }

    /// <summary>The version of every Service.</summary>
    public async Task<Dictionary<string, string>> VersionsAsync() => (await client.ListAsync<Service>(default)).Items
        .ToDictionary(service => $"{service.Metadata.Namespace}/{service.Metadata.Name}", service => service.Metadata.ResourceVersion!);

    public static IPAddressPool ToResource(ModelPool pool) => new()
    {
        Metadata = new ObjectMeta { Name = pool.Name, Namespace = HostedSilo.Namespace },
        Spec = ToSpec(pool),
    };

    public static Namespace ToResource(string name, string team) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = team } },
    };

    public static Service ToResource(ModelService service) => Edit(
        new Service
        {
            Metadata = new ObjectMeta { Namespace = service.Namespace, Name = service.Name },
            Spec = new ServiceSpec
            {
                IPFamilies = [.. service.Families.Select(family => family == '6' ? "IPv6" : "IPv4")],
                IPFamilyPolicy = service.Families.Length == 1 ? "SingleStack" : service.PrefersDualStack ? "PreferDualStack" : "RequireDualStack",
                Selector = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = service.Name },
            },
        },
        service);

    private static Service Edit(Service stored, ModelService service)
    {
        var annotations = ModelMapping.Annotations(service);
        if (stored.Metadata.Annotations?.TryGetValue("metallb.io/ip-allocated-from-pool", out var pool) == true)
        {
            annotations["metallb.io/ip-allocated-from-pool"] = pool;
        }

        return stored with
        {
            Metadata = stored.Metadata with
            {
                Annotations = annotations,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["tier"] = service.Tier },
            },
            Spec = stored.Spec! with
            {
                Type = service.IsLoadBalancer ? "LoadBalancer" : "ClusterIP",
                ExternalTrafficPolicy = service.IsLoadBalancer ? service.IsLocal ? "Local" : "Cluster" : null,
                Ports = [.. service.Ports.Select(port => new ServicePort { Name = $"p{port}", Port = port, Protocol = "TCP" })],
            },
        };
    }

    private static IPAddressPoolSpec ToSpec(ModelPool pool) => new()
    {
        Addresses = [.. pool.Written],
        AutoAssign = pool.AutoAssign,
        AvoidBuggyIPs = pool.AvoidBuggyIPs,
        ServiceAllocation = pool.IsPinned
            ? new IPAddressPoolServiceAllocation
            {
                Priority = pool.Priority,
                Namespaces = pool.ForNamespace is { } name ? [name] : null,
                NamespaceSelectors = pool.ForTeam is { } team ? [Selector("team", team)] : null,
                ServiceSelectors = pool.ForTier is { } tier ? [Selector("tier", tier)] : null,
            }
            : null,
    };

    private static LabelSelector Selector(string key, string value) => new()
    {
        MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value },
    };
}
