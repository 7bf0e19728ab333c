using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Metrics;

/// <summary>
/// Judges who may read the metrics as MetalLB does (O-061): the API server says whose the bearer token is (TokenReview), and
/// whether that one may <c>get</c> the path <c>/metrics</c> (SubjectAccessReview).
/// </summary>
/// <remarks>
/// Verdicts are kept for a while, so that a scrape costs the API server nothing: good ones for a minute, bad ones for ten
/// seconds, of at most 64 tokens, and of each token only its hash.
/// </remarks>
internal sealed partial class ScrapeGuard
{
    private const string Scheme = "Bearer ";
    private const string Path = "/metrics";
    private const int RememberedMax = 64;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (ScrapeVerdict Verdict, long At)> _remembered = new(StringComparer.Ordinal);
    private readonly KubernetesClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Counter<long> _refusals;

    public ScrapeGuard(KubernetesClient client, IMeterFactory meters, TimeProvider time, ILogger<ScrapeGuard> logger)
    {
        _client = client;
        _time = time;
        _logger = logger;
        _refusals = meters.Create("MetalOrleans.Silo.Scrapes").CreateCounter<long>(
            "metalorleans_scrape_refusals_total", description: "Requests for the metrics over HTTPS that were refused, by reason.");
    }

    /// <summary>Judges a request by its Authorization header.</summary>
    public async Task<ScrapeVerdict> JudgeAsync(string? authorization, CancellationToken cancellationToken)
    {
        var verdict = await FindAsync(authorization, cancellationToken);
        if (verdict != ScrapeVerdict.Allowed)
        {
            _refusals.Add(1, new KeyValuePair<string, object?>("reason", verdict.ToString()));
        }

        return verdict;
    }

    private async Task<ScrapeVerdict> FindAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || authorization.AsSpan(Scheme.Length).Trim().IsEmpty)
        {
            return ScrapeVerdict.NoToken;
        }

        var token = authorization[Scheme.Length..].Trim();
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_remembered.TryGetValue(hash, out var known)
            && _time.GetElapsedTime(known.At) < (known.Verdict == ScrapeVerdict.Allowed ? GoodFor : BadFor))
        {
            return known.Verdict;
        }

        var verdict = await AskAsync(token, cancellationToken);
        if (verdict != ScrapeVerdict.NotJudged)
        {
            Remember(hash, verdict);
        }

        return verdict;
    }

    private async Task<ScrapeVerdict> AskAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var review = await _client.CreateAsync(
                new TokenReview { Spec = new TokenReviewSpec { Token = token } }, cancellationToken);
            if (review.Status is not { Authenticated: true, User: { } user })
            {
                LogUnknownToken(_logger);
                return ScrapeVerdict.UnknownToken;
            }

            var access = await _client.CreateAsync(
                new SubjectAccessReview
                {
                    Spec = new SubjectAccessReviewSpec
                    {
                        User = user.Username,
                        Uid = user.Uid,
                        Groups = user.Groups,
                        Extra = user.Extra,
                        NonResourceAttributes = new NonResourceAttributes { Path = Path, Verb = "get" },
                    },
                },
                cancellationToken);
            if (access.Status is { Allowed: true, Denied: not true })
            {
                return ScrapeVerdict.Allowed;
            }

            LogForbidden(_logger, user.Username ?? "?");
            return ScrapeVerdict.Forbidden;
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException or TimeoutException)
        {
            LogNotJudged(_logger, e.Message);
            return ScrapeVerdict.NotJudged;
        }
    }

    private void Remember(string hash, ScrapeVerdict verdict)
    {
        if (_remembered.Count >= RememberedMax)
        {
            _remembered.Clear();
        }

        _remembered[hash] = (verdict, _time.GetTimestamp());
    }
}
