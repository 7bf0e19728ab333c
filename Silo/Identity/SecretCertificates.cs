using System.Collections.Immutable;
using System.Text;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;

namespace MetalOrleans.Silo.Identity;

/// <summary>
/// The certificates of all silos of a cluster, in one Secret with the keys of O-089: made by whichever silo comes first, renewed
/// by whichever looks first, and shown by all as soon as the watch brings them.
/// </summary>
/// <remarks>
/// Nobody leads in this: a write against a version that is no longer the newest is refused, and the loser takes what the
/// winner wrote. So webhooks and agents are served before there is a leader, and while there is none.
/// </remarks>
internal sealed partial class SecretCertificates(
    KubernetesClient client,
    string @namespace,
    IdentityOptions options,
    ServingCertificate serving,
    TimeProvider time,
    ILogger<SecretCertificates> logger)
{
    private const string Authority = "ca.crt";
    private const string AuthorityKey = "ca.key";
    private const string Server = "tls.crt";
    private const string ServerKey = "tls.key";

    // O-089: looked at every 12 h, for the time that has passed. What somebody else changes is seen at once.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(12);

    // Two silos that write at once settle it in the second attempt.
    private const int AttemptsMax = 5;

    private readonly ObjectKey _key = new(@namespace, options.SecretName);
    private CertificateSet? _shown;

    /// <summary>What the certificate bears: the name that agents expect, and those under which webhooks are called.</summary>
    public ImmutableArray<string> Names { get; } =
    [
        .. SiloCertificates.LocalNames, $"{options.ServiceName}.{@namespace}.svc", $"{options.ServiceName}.{@namespace}.svc.cluster.local",
    ];

    /// <summary>Follows the Secret, and renews what it holds, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var watch = new ListWatch<Secret>(
            client,
            new ListWatchOptions { Namespace = @namespace, FieldSelector = "metadata.name=" + options.SecretName },
            time,
            logger);
        await Task.WhenAll(watch.RunAsync(OnSecretAsync, cancellationToken), CheckAsync(cancellationToken));
    }

    // A handler that throws is called again with everything, after a pause that grows: that is all the retrying there is.
    private async ValueTask OnSecretAsync(ListWatchEvent<Secret> happened, CancellationToken cancellationToken)
    {
        var current = happened switch
        {
            Synced<Secret> synced => synced.Items.FirstOrDefault(),
            Applied<Secret> applied => applied.Object,
            _ => null,
        };
        await EnsureAsync(current, cancellationToken);
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await EnsureAsync(await client.FindAsync<Secret>(_key, cancellationToken), cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotChecked(logger, options.SecretName, CheckInterval, e.Message);
            }
        }
    }

    /// <summary>Renews what has to be renewed, and shows what there is then.</summary>
    private async Task EnsureAsync(Secret? current, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = ToSet(current);
            var renewed = CertificateSet.Renew(before, Names, time.GetUtcNow());
            try
            {
                if (!ReferenceEquals(renewed, before))
                {
                    await WriteAsync(current, renewed, cancellationToken);
                    LogRenewed(logger, options.SecretName, Describe(before, renewed));
                }

                Show(renewed);
                return;
            }
            catch (KubernetesApiException e) when ((e.IsConflict || e.IsAlreadyExists) && attempt < AttemptsMax)
            {
                // Another silo was faster: what it wrote is as good.
                current = await client.FindAsync<Secret>(_key, cancellationToken);
            }
        }
    }

    private Task WriteAsync(Secret? current, CertificateSet set, CancellationToken cancellationToken)
    {
        var data = new Dictionary<string, byte[]>(current?.Data ?? [], StringComparer.Ordinal)
        {
            [Authority] = Encoding.ASCII.GetBytes(set.AuthorityPem),
            [AuthorityKey] = Encoding.ASCII.GetBytes(set.AuthorityKeyPem),
            [Server] = Encoding.ASCII.GetBytes(set.ServerPem),
            [ServerKey] = Encoding.ASCII.GetBytes(set.ServerKeyPem),
        };
        return current is null
            ? client.CreateAsync(
                new Secret { Metadata = new ObjectMeta { Namespace = @namespace, Name = options.SecretName }, Data = data }, cancellationToken)
            : client.UpdateAsync(current with { Data = data }, cancellationToken);
    }

    private void Show(CertificateSet set)
    {
        if (set == _shown)
        {
            return;
        }

        _shown = set;
        var certificate = set.LoadServer();
        serving.Set(certificate, set.AuthorityPem);
        LogShown(logger, certificate.SerialNumber, certificate.NotAfter.ToUniversalTime());
    }

    private static CertificateSet? ToSet(Secret? secret) => secret?.Data is not { Count: > 0 } data
        ? null
        : new CertificateSet(Text(data, Authority), Text(data, AuthorityKey), Text(data, Server), Text(data, ServerKey));

    private static string Text(Dictionary<string, byte[]> data, string key) =>
        data.TryGetValue(key, out var value) ? Encoding.UTF8.GetString(value) : "";

    private static string Describe(CertificateSet? before, CertificateSet after) => before is null
        ? "it held none"
        : before.AuthorityKeyPem != after.AuthorityKeyPem
            ? "the authority was unusable or near its end"
            : "the server certificate was unusable or near its end";

    [LoggerMessage(Level = LogLevel.Information, Message = "Certificates in Secret {Secret} were made anew: {Why}")]
    private static partial void LogRenewed(ILogger logger, string secret, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agents and webhooks are shown the certificate {Serial}, valid until {NotAfter:u}")]
    private static partial void LogShown(ILogger logger, string serial, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secret {Secret} could not be looked at, next time in {Interval}: {Text}")]
    private static partial void LogNotChecked(ILogger logger, string secret, TimeSpan interval, string text);
}
