using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Identity;

/// <summary>Keeps the certificates good for as long as the silo runs, whether it leads or not.</summary>
internal sealed partial class IdentityService(
    KubernetesClient client,
    SiloOptions options,
    ServingCertificate serving,
    ILoggerFactory loggers,
    TimeProvider time,
    ILogger<IdentityService> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(12);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await (options.Identity.IsInSecret ? RunInSecretAsync(stoppingToken) : RunInDirectoryAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private Task RunInSecretAsync(CancellationToken cancellationToken)
    {
        var certificates = new SecretCertificates(
            client, options.Namespace, options.Identity, serving, time, loggers.CreateLogger<SecretCertificates>());
        var publisher = new AuthorityPublisher(
            client,
            options.Namespace,
            options.Identity,
            options is { WebhookListen: not null, AreWebhooksEnabled: true },
            serving,
            time,
            loggers.CreateLogger<AuthorityPublisher>());
        return Task.WhenAll(certificates.RunAsync(cancellationToken), publisher.RunAsync(cancellationToken));
    }

    private async Task RunInDirectoryAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                var certificates = SiloIdentity.LoadOrCreate(options.StateDirectory, time.GetUtcNow()).Certificates;
                if (certificates.Server.Thumbprint != serving.Current?.Thumbprint)
                {
                    serving.Set(certificates.Server, certificates.AuthorityPem);
                    LogRenewed(logger, certificates.Server.NotAfter.ToUniversalTime());
                }
            }
            catch (SettingException e)
            {
                // A full disk, for one: the certificate that is shown is good for 90 more days.
                LogNotRenewed(logger, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The silo's certificate was renewed, valid until {NotAfter:u}")]
    private static partial void LogRenewed(ILogger logger, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo's certificate could not be looked at: {Text}")]
    private static partial void LogNotRenewed(ILogger logger, string text);
}
