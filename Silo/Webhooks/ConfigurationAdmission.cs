using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Conversion;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>
/// Judges writes of the eight configuration kinds, by the very reviews that the running configuration goes through, against
/// the other objects as the API server has them at that moment (O-088). Reads only, so a dry run is judged like any write.
/// </summary>
/// <param name="client">The API server, as soon as there is one.</param>
/// <param name="configured">The namespace in which configuration counts.</param>
internal sealed class ConfigurationAdmission(Func<CancellationToken, Task<KubernetesClient>> client, string configured)
{
    private const string MultiprotocolWarning =
        "disable mp is deprecated and has no effect since it's the default behavior now";

    // A new object is the youngest, whatever it says of itself: of two that exclude each other, the older is kept.
    private static readonly DateTimeOffset _youngest = DateTimeOffset.MaxValue;

    public async Task<AdmissionAnswer> ReviewAsync(
        AdmissionWebhook webhook, AdmissionSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            return await JudgeAsync(webhook, subject, cancellationToken);
        }
        catch (JsonException e)
        {
            return AdmissionAnswer.Refused(
                StatusCodes.Status400BadRequest, $"the {webhook.Kind} {subject.Name} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException or TimeoutException)
        {
            return AdmissionAnswer.Refused(
                StatusCodes.Status500InternalServerError,
                $"the other objects that {webhook.Kind} {subject.Name} is judged against cannot be read: {e.Message}");
        }
    }

    private async Task<AdmissionAnswer> JudgeAsync(
        AdmissionWebhook webhook, AdmissionSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Subresource.Length != 0 || !webhook.Operations.Contains(subject.Operation, StringComparer.Ordinal))
        {
            return AdmissionAnswer.Allowed;
        }

        if (subject.Operation == AdmissionWebhook.Delete)
        {
            return AdmissionAnswer.Of(await RefuseDeletionAsync(subject, cancellationToken));
        }

        if (subject.Object is null)
        {
            return AdmissionAnswer.Refused(StatusCodes.Status400BadRequest, $"the request carries no {webhook.Kind}");
        }

        var isForeign = !string.Equals(subject.Namespace, configured, StringComparison.Ordinal);
        if (isForeign && subject.Operation == AdmissionWebhook.Create)
        {
            return AdmissionAnswer.Of([Foreign(webhook, subject)]);
        }

        // Objects elsewhere have no effect, and one that says what it said before is not judged again: its finalizers and
        // labels can be changed whatever the rules have become since (C-004).
        if (isForeign || (subject.OldObject is { } old && JsonNode.DeepEquals(old["spec"], subject.Object["spec"])))
        {
            return AdmissionAnswer.Allowed;
        }

        return AdmissionAnswer.Of(await RefuseWriteAsync(webhook, subject, cancellationToken)) with
        {
            Warnings = Warnings(webhook, subject),
        };
    }

    /// <summary>C-093; unlike MetalLB's, the warning stands beside the judgement and not in its place .</summary>
    private static ImmutableArray<string> Warnings(AdmissionWebhook webhook, AdmissionSubject subject) =>
        webhook.Kind == "BGPPeer"
        && subject.Operation == AdmissionWebhook.Create
        && subject.Object?["spec"] is JsonObject spec
        && spec["disableMP"] is JsonValue flag
        && flag.TryGetValue<bool>(out var isSet)
        && isSet
            ? [MultiprotocolWarning]
            : [];

    private ConfigurationRefusal Foreign(AdmissionWebhook webhook, AdmissionSubject subject) => new(
        webhook.Kind,
        subject.Name,
        "metadata.namespace",
        $"resource must be created in {configured} namespace",
        $"Set metadata.namespace to {configured}.")
    {
        Reason = ConfigurationRefusalReason.ForeignNamespace,
    };

    /// <summary>C-110: only BFD profiles are asked about.</summary>
    private async Task<ImmutableArray<ConfigurationRefusal>> RefuseDeletionAsync(
        AdmissionSubject subject, CancellationToken cancellationToken)
    {
        if (!string.Equals(subject.Namespace, configured, StringComparison.Ordinal))
        {
            return [];
        }

        var peers = await ListAsync<BGPPeer>(cancellationToken);
        var user = peers.Where(peer => string.Equals(peer.Spec?.BfdProfile, subject.Name, StringComparison.Ordinal))
            .Select(peer => peer.Metadata.Name)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return user is null
            ? []
            :
            [
                new ConfigurationRefusal(
                    "BFDProfile",
                    subject.Name,
                    "metadata.name",
                    $"failed to delete BFDProfile {subject.Name}, used by BGPPeer {user}",
                    $"Remove bfdProfile from BGPPeer {user} first.")
                {
                    Reason = ConfigurationRefusalReason.InUse,
                },
            ];
    }

    private Task<ImmutableArray<ConfigurationRefusal>> RefuseWriteAsync(
        AdmissionWebhook webhook, AdmissionSubject subject, CancellationToken cancellationToken) => webhook.Kind switch
        {
            "IPAddressPool" => JudgeAsync<IPAddressPool>(
                webhook,
                subject,
                pools => ConfigurationReview.ReviewPools(pools.Select(IPAddressPoolMapping.ToSpec)).Refused,
                cancellationToken),
            "L2Advertisement" => JudgeAsync<L2Advertisement>(
                webhook,
                subject,
                items => ConfigurationReview.ReviewL2Advertisements(items.Select(L2AdvertisementMapping.ToSpec)).Refused,
                cancellationToken),
            "BGPAdvertisement" => JudgeAdvertisementAsync(webhook, subject, cancellationToken),
            "BGPPeer" => JudgePeerAsync(webhook, subject, cancellationToken),
            "Community" => JudgeAsync<Community>(
                webhook,
                subject,
                items => Review(Specs with { Communities = [.. items.Select(CommunityMapping.ToSpec)] }),
                cancellationToken),
            "IPReservation" => JudgeAsync<IPReservation>(
                webhook,
                subject,
                items => ReservationReview.Review(items.Select(IPReservationMapping.ToSpec)).Refused,
                cancellationToken),
            "PoolPolicy" => JudgeAsync<PoolPolicy>(
                webhook,
                subject,
                items => PoolPolicyReview.Review(items.Select(PoolPolicyMapping.ToSpec)).Refused,
                cancellationToken),
            _ => JudgeAsync<BFDProfile>(
                webhook,
                subject,
                items => Review(Specs with { BfdProfiles = [.. items.Select(BFDProfileMapping.ToSpec)] }),
                cancellationToken),
        };

    private async Task<ImmutableArray<ConfigurationRefusal>> JudgeAdvertisementAsync(
        AdmissionWebhook webhook, AdmissionSubject subject, CancellationToken cancellationToken)
    {
        var pools = await ListAsync<IPAddressPool>(cancellationToken);
        var around = Specs with
        {
            Pools = ConfigurationReview.ReviewPools(pools.Select(IPAddressPoolMapping.ToSpec)).Accepted,
            Nodes = await ListNodesAsync(cancellationToken),
        };
        return await JudgeAsync<BGPAdvertisement>(
            webhook,
            subject,
            items => Review(around with { Advertisements = [.. items.Select(BGPAdvertisementMapping.ToSpec)] }),
            cancellationToken);
    }

    private async Task<ImmutableArray<ConfigurationRefusal>> JudgePeerAsync(
        AdmissionWebhook webhook, AdmissionSubject subject, CancellationToken cancellationToken)
    {
        var around = Specs with { Nodes = await ListNodesAsync(cancellationToken) };
        return await JudgeAsync<BGPPeer>(
            webhook,
            subject,
            items => Review(around with { Peers = [.. items.Select(BGPPeerMapping.ToSpec)] }),
            cancellationToken);
    }

    private BgpSpecs Specs => new() { Namespace = configured };

    private static ImmutableArray<ConfigurationRefusal> Review(BgpSpecs specs) =>
        ConfigurationReview.ReviewBgp(specs.WithoutReferences()).Refused;

    private async Task<ImmutableArray<ConfigurationRefusal>> JudgeAsync<T>(
        AdmissionWebhook webhook,
        AdmissionSubject subject,
        Func<IEnumerable<T>, ImmutableArray<ConfigurationRefusal>> review,
        CancellationToken cancellationToken)
        where T : class, IKubernetesResource<T>
    {
        var written = Read<T>(subject.Object!, webhook.ApiVersion);
        if (subject.Operation == AdmissionWebhook.Create)
        {
            written.Metadata.CreationTimestamp = _youngest;
        }

        var all = await ListAsync<T>(cancellationToken);
        var others = all.Where(item => !string.Equals(item.Metadata.Name, written.Metadata.Name, StringComparison.Ordinal));
        return ChangeReview.Judge(webhook.Kind, written.Metadata.Name, review(all), review([.. others, written]));
    }

    private static T Read<T>(JsonObject source, string apiVersion)
        where T : class, IKubernetesResource<T> =>
        KubernetesJson.FromUtf8<T>(JsonSerializer.SerializeToUtf8Bytes(ResourceConversion.Convert(source, apiVersion)));

    private async Task<ImmutableArray<T>> ListAsync<T>(CancellationToken cancellationToken)
        where T : class, IKubernetesResource<T>
    {
        var server = await client(cancellationToken);
        return (await server.ListAllAsync<T>(new ListQuery { Namespace = configured }, cancellationToken)).Items;
    }

    private async Task<ImmutableArray<ClusterNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        var server = await client(cancellationToken);
        return [.. (await server.ListAllAsync<Node>(ListQuery.All, cancellationToken)).Items.Select(NodeMapping.ToNode)];
    }
}
