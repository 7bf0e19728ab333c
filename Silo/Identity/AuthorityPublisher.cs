using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;

namespace MetalOrleans.Silo.Identity;

/// <summary>
/// Puts the authority where others look for it: the ConfigMap that agents mount, the caBundle of the webhooks, and that of the
/// definitions whose objects the silo converts (O-089). Written only where something else stands there.
/// </summary>
internal sealed partial class AuthorityPublisher(
    KubernetesClient client,
    string @namespace,
    IdentityOptions options,
    bool areWebhooksServed,
    ServingCertificate serving,
    TimeProvider time,
    ILogger<AuthorityPublisher> logger)
{
    /// <summary>The key of the ConfigMap.</summary>
    public const string AuthorityKey = "ca.crt";

    /// <summary>The definition that MetalLB has converted by a webhook.</summary>
    private const string Converted = "bgppeers.metallb.io";

    private const string FieldManager = "metalorleans";

    // Somebody who applies the manifests anew may take the authority out again: all places are watched.
    private readonly SemaphoreSlim _wake = new(1, 1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var observing = serving.Observe(Wake);
        List<Task> running =
        [
            WatchAsync<ConfigMap>(@namespace, options.AuthorityConfigMap, cancellationToken),
            PublishAsync(cancellationToken),
        ];
        if (areWebhooksServed)
        {
            running.Add(WatchAsync<ValidatingWebhookConfiguration>(null, options.WebhookConfiguration, cancellationToken));
            running.Add(WatchAsync<CustomResourceDefinition>(null, Converted, cancellationToken));
        }

        await Task.WhenAll(running);
    }

    private Task WatchAsync<T>(string? inNamespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesResource<T> =>
        new ListWatch<T>(
            client, new ListWatchOptions { Namespace = inNamespace, FieldSelector = "metadata.name=" + name }, time, logger).RunAsync(
            (_, _) =>
            {
                Wake();
                return ValueTask.CompletedTask;
            },
            cancellationToken);

    private void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), Random.Shared);
        var told = "";
        while (true)
        {
            await _wake.WaitAsync(cancellationToken);
            if (serving.AuthorityPem.Length == 0)
            {
                continue;
            }

            try
            {
                await PublishAsync(serving.AuthorityPem, cancellationToken);
                backoff.Reset();
                told = "";
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (told != e.Message)
                {
                    told = e.Message;
                    LogNotPublished(logger, e.Message);
                }

                await Task.Delay(backoff.Next(), time, cancellationToken);
                Wake();
            }
        }
    }

    private async Task PublishAsync(string authorityPem, CancellationToken cancellationToken)
    {
        var bundle = Encoding.ASCII.GetBytes(authorityPem);
        // What may not be written in one place is no reason to leave the others as they are.
        await Task.WhenAll(
            PublishToAgentsAsync(authorityPem, cancellationToken),
            areWebhooksServed ? PublishToWebhooksAsync(bundle, cancellationToken) : Task.CompletedTask,
            areWebhooksServed ? PublishToConversionAsync(bundle, cancellationToken) : Task.CompletedTask);
    }

    private async Task PublishToWebhooksAsync(byte[] bundle, CancellationToken cancellationToken)
    {
        var webhooks = await client.FindAsync<ValidatingWebhookConfiguration>(new ObjectKey("", options.WebhookConfiguration), cancellationToken);
        var wrong = (webhooks?.Webhooks ?? []).Index().Where(entry => !IsBundle(entry.Item.ClientConfig, bundle)).ToList();
        if (wrong.Count > 0)
        {
            await PatchAsync<ValidatingWebhookConfiguration>(
                options.WebhookConfiguration,
                wrong.SelectMany(entry => Replace($"/webhooks/{entry.Index}", entry.Item.Name, bundle)),
                cancellationToken);
            LogInjected(logger, options.WebhookConfiguration, string.Join(", ", wrong.Select(entry => entry.Item.Name)));
        }
    }

    private async Task PublishToConversionAsync(byte[] bundle, CancellationToken cancellationToken)
    {
        var definition = await client.FindAsync<CustomResourceDefinition>(new ObjectKey("", Converted), cancellationToken);
        if (definition?.Spec?.Conversion is { Strategy: "Webhook", Webhook: { } webhook } && !IsBundle(webhook.ClientConfig, bundle))
        {
            await PatchAsync<CustomResourceDefinition>(
                Converted, [Add("/spec/conversion/webhook/clientConfig/caBundle", bundle)], cancellationToken);
            LogInjected(logger, Converted, "conversion");
        }
    }

    private async Task PublishToAgentsAsync(string authorityPem, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(@namespace, options.AuthorityConfigMap);
        var found = await client.FindAsync<ConfigMap>(key, cancellationToken);
        if (found?.Data?.GetValueOrDefault(AuthorityKey) == authorityPem)
        {
            return;
        }

        var data = new Dictionary<string, string>(found?.Data ?? [], StringComparer.Ordinal) { [AuthorityKey] = authorityPem };
        if (found is null)
        {
            await client.CreateAsync(
                new ConfigMap { Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name }, Data = data }, cancellationToken);
        }
        else
        {
            await client.UpdateAsync(found with { Data = data }, cancellationToken);
        }

        LogInjected(logger, options.AuthorityConfigMap, AuthorityKey);
    }

    private static bool IsBundle(WebhookClientConfig? config, byte[] bundle) =>
        config?.CaBundle is { } current && current.AsSpan().SequenceEqual(bundle);

    /// <summary>The entry is still the one that was read, or nothing of the patch is done.</summary>
    private static IEnumerable<JsonNode> Replace(string path, string name, byte[] bundle) =>
        [new JsonObject { ["op"] = "test", ["path"] = path + "/name", ["value"] = name }, Add(path + "/clientConfig/caBundle", bundle)];

    private static JsonObject Add(string path, byte[] bundle) =>
        new() { ["op"] = "add", ["path"] = path, ["value"] = Convert.ToBase64String(bundle) };

    private Task PatchAsync<T>(string name, IEnumerable<JsonNode> operations, CancellationToken cancellationToken)
        where T : class, IKubernetesResource<T> =>
        client.PatchAsync<T>(
            new ObjectKey("", name),
            Patch.Json(Encoding.UTF8.GetBytes(new JsonArray([.. operations]).ToJsonString())) with { FieldManager = FieldManager },
            cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} now trusts the silo's authority: {What}")]
    private static partial void LogInjected(ILogger logger, string name, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo's authority could not be published everywhere, trying on: {Text}")]
    private static partial void LogNotPublished(ILogger logger, string text);
}
