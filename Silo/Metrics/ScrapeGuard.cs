using System.Diagnostics.Metrics;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Silo.Metrics;

/// <summary>
/// Judges who may read the metrics as MetalLB does (O-061): the API server says whose the bearer token is (TokenReview), and
/// whether that one may <c>get</c> the path <c>/metrics</c> (SubjectAccessReview).
/// </summary>
/// <remarks>
/// Verdicts are kept for a while, so that a scrape costs the API server nothing: good ones for a minute, bad ones for ten
/// seconds, of at most 64 tokens, and of each token only its hash. Every refusal is counted; each is logged once, and again only
/// after the same token was allowed or was refused for another reason.
/// </remarks>
internal sealed partial class ScrapeGuard
{
    private const string Scheme = "Bearer ";
    private const string Path = "/metrics";
    private const int RememberedMax = 64;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(10);

    // Prometheus gives up after 10 s: whoever scrapes reads why there is nothing before that.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private readonly TokenMemory<ScrapeVerdict> _remembered;
    private readonly TokenMemory<(ScrapeVerdict Verdict, string Why)> _told;
    private readonly TokenReviewer _reviewer;
    private readonly KubernetesClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Counter<long> _refusals;

    public ScrapeGuard(KubernetesClient client, IMeterFactory meters, TimeProvider time, ILogger<ScrapeGuard> logger)
    {
        _client = client;
        _reviewer = new TokenReviewer(client);
        _remembered = new TokenMemory<ScrapeVerdict>(RememberedMax, time);
        _told = new TokenMemory<(ScrapeVerdict Verdict, string Why)>(RememberedMax, time);
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
            Tell("", ScrapeVerdict.NoToken, "");
            return ScrapeVerdict.NoToken;
        }

        var token = authorization[Scheme.Length..].Trim();
        if (_remembered.TryGet(token, static known => known == ScrapeVerdict.Allowed ? GoodFor : BadFor, out var known))
        {
            return known;
        }

        var (verdict, why) = await AskAsync(token, cancellationToken);
        if (verdict != ScrapeVerdict.NotJudged)
        {
            _remembered.Set(token, verdict);
        }

        Tell(token, verdict, why);
        return verdict;
    }

    private async Task<(ScrapeVerdict Verdict, string Why)> AskAsync(string token, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(AnswerWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await ReviewAsync(token, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (ScrapeVerdict.NotJudged, $"the API server did not answer within {AnswerWithin.TotalSeconds:F0} s");
        }
        catch (KubernetesApiException e) when (!e.IsTransient)
        {
            return (ScrapeVerdict.NotJudged, $"{e.Message}: the silo needs create on tokenreviews and subjectaccessreviews");
        }
        catch (Exception e) when (ApiRetry.IsTransient(e))
        {
            return (ScrapeVerdict.NotJudged, $"the API server could not be asked ({e.Message})");
        }
    }

    private async Task<(ScrapeVerdict Verdict, string Why)> ReviewAsync(string token, CancellationToken cancellationToken)
    {
        var review = await _reviewer.ReviewAsync(token, audience: null, cancellationToken);
        if (review.Owner is not { } user)
        {
            return (ScrapeVerdict.UnknownToken, "");
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
        return access.Status is { Allowed: true, Denied: not true }
            ? (ScrapeVerdict.Allowed, "")
            : (ScrapeVerdict.Forbidden, user.Username ?? "?");
    }

    private void Tell(string token, ScrapeVerdict verdict, string why)
    {
        if (verdict == ScrapeVerdict.Allowed)
        {
            _told.Remove(token);
            return;
        }

        if (!_told.Change(token, (verdict, why)))
        {
            return;
        }

        switch (verdict)
        {
            case ScrapeVerdict.NoToken:
                LogNoToken(_logger);
                break;
            case ScrapeVerdict.UnknownToken:
                LogUnknownToken(_logger);
                break;
            case ScrapeVerdict.Forbidden:
                LogForbidden(_logger, why);
                break;
            default:
                LogNotJudged(_logger, why);
                break;
        }
    }
}
