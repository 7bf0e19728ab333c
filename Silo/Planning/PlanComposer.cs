using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Planning;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Planning;

/// <summary>Turns edits into what the silo would see of them, one after the other.</summary>
internal sealed class PlanComposer
{
    private readonly string _namespace;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, IPAddressPool> _pools;
    private readonly Dictionary<string, PoolPolicy> _policies;
    private readonly Dictionary<string, IPReservation> _reservations;
    private readonly Dictionary<ServiceKey, ServiceView> _services;
    private readonly ServiceForecast _forecast;
    private readonly List<PlanStep> _steps = [];
    private readonly List<string> _ignored = [];
    private ClusterView _view;

    public PlanComposer(
        ClusterView present,
        IEnumerable<IPAddressPool> pools,
        IEnumerable<PoolPolicy> policies,
        IEnumerable<IPReservation> reservations,
        IEnumerable<ServiceView> services,
        string configurationNamespace,
        DateTimeOffset now)
    {
        _view = present;
        _namespace = configurationNamespace;
        _now = now;
        _pools = pools.ToDictionary(pool => pool.Metadata.Name, StringComparer.Ordinal);
        _policies = policies.ToDictionary(policy => policy.Metadata.Name, StringComparer.Ordinal);
        _reservations = reservations.ToDictionary(reservation => reservation.Metadata.Name, StringComparer.Ordinal);
        _services = services.ToDictionary(service => service.Key);
        _forecast = new ServiceForecast(_services.Values);
    }

    /// <summary>What follows from the edits, in their order.</summary>
    public IReadOnlyList<PlanStep> Steps => _steps;

    /// <summary>The edits that make no difference to addresses, with the reason.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>The configuration objects that are refused when all edits are made.</summary>
    public ImmutableArray<ConfigurationRefusal> Refusals =>
        [.. ReviewPools().Refused, .. ReviewPolicies().Refused, .. ReviewReservations().Refused];

    /// <exception cref="PlanInputException">The object is malformed, or what is to be deleted does not exist.</exception>
    public void Add(PlanEdit edit)
    {
        switch (edit.Kind)
        {
            case nameof(IPAddressPool):
                AddConfiguration(edit, _pools, () => _view.WithPools(ReviewPools().Accepted));
                break;
            case nameof(PoolPolicy):
                AddConfiguration(edit, _policies, () => _view.WithPoolPolicies(ReviewPolicies().Accepted));
                break;
            case nameof(IPReservation):
                AddConfiguration(edit, _reservations, () => _view.WithReservations(ReviewReservations().Accepted));
                break;
            case nameof(Namespace):
                AddNamespace(edit);
                break;
            case nameof(Service):
                AddService(edit);
                break;
            default:
                _ignored.Add($"{edit}: a {edit.Kind} makes no difference to who has which address");
                break;
        }
    }

    /// <summary>Applies or deletes an object of the configuration's namespace; one that is new is the youngest of its kind.</summary>
    private void AddConfiguration<T>(PlanEdit edit, Dictionary<string, T> objects, Func<ClusterView> review)
        where T : class, IKubernetesResource<T>
    {
        if (edit.Namespace.Length > 0 && edit.Namespace != _namespace)
        {
            _ignored.Add($"{edit}: objects of this kind count in namespace {_namespace} only");
            return;
        }

        if (edit.IsDeletion)
        {
            Forget(edit, objects.Remove(edit.Name));
        }
        else
        {
            var created = objects.GetValueOrDefault(edit.Name)?.Metadata.CreationTimestamp ?? _now;
            var applied = Parse<T>(edit);
            applied.Metadata = applied.Metadata with { Namespace = _namespace, CreationTimestamp = created };
            objects[edit.Name] = applied;
        }

        _view = review();
        _steps.Add(new PlanStep(_view));
    }

    private (ImmutableArray<Domain.Pools.AddressPool> Accepted, ImmutableArray<ConfigurationRefusal> Refused) ReviewPools() =>
        ConfigurationReview.ReviewPools(_pools.Values.Select(IPAddressPoolMapping.ToSpec));

    private (ImmutableArray<Domain.Pools.PoolPolicy> Accepted, ImmutableArray<ConfigurationRefusal> Refused) ReviewPolicies() =>
        PoolPolicyReview.Review(_policies.Values.Select(PoolPolicyMapping.ToSpec));

    private (ImmutableArray<Domain.Pools.IPReservation> Accepted, ImmutableArray<ConfigurationRefusal> Refused) ReviewReservations() =>
        ReservationReview.Review(_reservations.Values.Select(IPReservationMapping.ToSpec));

    private void AddNamespace(PlanEdit edit)
    {
        if (edit.IsDeletion)
        {
            Forget(edit, _view.Namespaces.ContainsKey(edit.Name));
            foreach (var key in _services.Keys.Where(key => key.Namespace == edit.Name).Order().ToList())
            {
                _services.Remove(key);
                _steps.Add(new PlanStep(_view, Deleted: key));
            }

            _view = _view with { Namespaces = _view.Namespaces.Remove(edit.Name) };
        }
        else
        {
            // The API server adds the name as a label.
            var labels = NamespaceMapping.ToLabels(Parse<Namespace>(edit)).SetItem("kubernetes.io/metadata.name", edit.Name);
            _view = _view.WithNamespaces(_view.Namespaces.SetItem(edit.Name, labels));
        }

        _steps.Add(new PlanStep(_view));
    }

    private void AddService(PlanEdit edit)
    {
        var key = new ServiceKey(edit.Namespace.Length == 0 ? "default" : edit.Namespace, edit.Name);
        if (edit.IsDeletion)
        {
            Forget(edit, _services.Remove(key));
            _steps.Add(new PlanStep(_view, Deleted: key));
            return;
        }

        var parsed = Parse<Service>(edit);
        var view = ServiceMapping.ToView(parsed with { Metadata = parsed.Metadata with { Namespace = key.Namespace }, Status = null });
        view = _forecast.Complete(view, parsed.Spec, _services.GetValueOrDefault(key));
        _services[key] = view;
        _steps.Add(new PlanStep(_view, Put: view));
    }

    private static void Forget(PlanEdit edit, bool existed)
    {
        if (!existed)
        {
            throw new PlanInputException($"{edit}: metadata.name: there is no such object to delete: check its name and namespace.");
        }
    }

    private static T Parse<T>(PlanEdit edit)
        where T : class, IKubernetesResource<T>
    {
        var manifest = edit.Manifest!;
        if (manifest["apiVersion"] is not JsonValue version
            || version.GetValueKind() != JsonValueKind.String
            || version.GetValue<string>() != T.Description.ApiVersion)
        {
            throw new PlanInputException($"{edit}: apiVersion: not {T.Description.ApiVersion}: write it so.");
        }

        try
        {
            return KubernetesJson.FromUtf8<T>(JsonSerializer.SerializeToUtf8Bytes((JsonNode)manifest));
        }
        catch (JsonException e)
        {
            throw new PlanInputException($"{edit}: {(e.Path ?? "$").TrimStart('$').TrimStart('.')}: {Shorten(e.Message)}", e);
        }
    }

    /// <summary>Without the position, which is that of a text that the user never saw.</summary>
    private static string Shorten(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
