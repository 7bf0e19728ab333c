using System.Collections.Immutable;
using System.CommandLine;
using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say where certificates are kept and how agents prove their node.</summary>
internal sealed class IdentitySettings
{
    private const string Auto = "auto";
    private const string InSecret = "secret";
    private const string InDirectory = "directory";
    private const string TokenReview = "token-review";
    private const string TokenFile = "token-file";

    private static readonly IdentityOptions _defaults = new();

    private readonly Option<string> _certificates = new Option<string>("--certificates")
    {
        Description = "Where certificates are kept: in a secret that all silos share, in the state directory, or auto: the first in a pod.",
        DefaultValueFactory = _ => Auto,
        HelpName = "where",
    }.AcceptOnlyFromAmong(Auto, InSecret, InDirectory);

    private readonly Option<string> _agentAuth = new Option<string>("--agent-auth")
    {
        Description = "How agents prove their node: token-review (a projected ServiceAccount token), token-file (made with 'Silo "
            + "agent-token'), or auto: the first in a pod.",
        DefaultValueFactory = _ => Auto,
        HelpName = "how",
    }.AcceptOnlyFromAmong(Auto, TokenReview, TokenFile);

    private readonly Option<string> _audience = new("--agent-audience")
    {
        Description = "The audience of agents' ServiceAccount tokens.",
        DefaultValueFactory = _ => SiloCertificates.ServerName,
        HelpName = "name",
    };

    private readonly Option<string> _accounts = new("--agent-service-account")
    {
        Description = "The ServiceAccounts that agents run as, separated by commas: NAME in --namespace, or NAMESPACE/NAME.",
        DefaultValueFactory = _ => "speaker",
        HelpName = "name",
    };

    private readonly Option<int> _proof = new("--agent-proof-interval")
    {
        Description = "Seconds after which a connected agent proves its node anew, give or take a fifth; 0 for never.",
        DefaultValueFactory = _ => 60,
        HelpName = "s",
    };

    private readonly Option<string> _secret = new("--webhook-secret")
    {
        Description = "The Secret with the certificates.",
        DefaultValueFactory = _ => _defaults.SecretName,
        HelpName = "name",
    };

    private readonly Option<string> _service = new("--cert-service-name")
    {
        Description = "The Service through which the API server calls webhooks: the certificate bears its name.",
        DefaultValueFactory = _ => _defaults.ServiceName,
        HelpName = "name",
    };

    private readonly Option<string> _configMap = new("--ca-config-map")
    {
        Description = "The ConfigMap in which the silo publishes its authority for agents.",
        DefaultValueFactory = _ => _defaults.AuthorityConfigMap,
        HelpName = "name",
    };

    private readonly Option<string> _webhooks = new("--webhook-configuration")
    {
        Description = "The ValidatingWebhookConfiguration that the silo gives its authority.",
        DefaultValueFactory = _ => _defaults.WebhookConfiguration,
        HelpName = "name",
    };

    public IEnumerable<Option> All =>
        [_certificates, _agentAuth, _audience, _accounts, _proof, _secret, _service, _configMap, _webhooks];

    /// <exception cref="SettingException">The interval is out of range.</exception>
    public TimeSpan ProofInterval(ParseResult result) =>
        TimeSpan.FromSeconds(ServeOptions.CheckRange("--agent-proof-interval", result.GetValue(_proof), 0, 3600));

    /// <param name="result">The command line.</param>
    /// <param name="isInPod">Whether the silo uses the API server of the cluster that it runs in.</param>
    /// <param name="isStandalone">Whether it brings its own.</param>
    /// <param name="namespace">The silo's namespace.</param>
    /// <exception cref="SettingException">The options contradict each other.</exception>
    public IdentityOptions Read(ParseResult result, bool isInPod, bool isStandalone, string @namespace)
    {
        var certificates = result.GetValue(_certificates);
        var auth = result.GetValue(_agentAuth);
        if (isStandalone && (certificates == InSecret || auth == TokenReview))
        {
            throw new SettingException(
                "--certificates secret and --agent-auth token-review need a cluster, and --standalone brings none: leave them out.");
        }

        return new IdentityOptions
        {
            IsInSecret = certificates == InSecret || (certificates == Auto && isInPod),
            AreTokensReviewed = auth == TokenReview || (auth == Auto && isInPod),
            SecretName = result.GetValue(_secret)!,
            ServiceName = result.GetValue(_service)!,
            AuthorityConfigMap = result.GetValue(_configMap)!,
            WebhookConfiguration = result.GetValue(_webhooks)!,
            Reviews = new TokenReviewOptions
            {
                Audience = result.GetValue(_audience)!,
                Accounts = Accounts(result.GetValue(_accounts)!, @namespace),
            },
        };
    }

    private static ImmutableArray<string> Accounts(string text, string @namespace) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.Split('/') is [var inNamespace, var account]
                ? TokenReviewOptions.AccountOf(inNamespace, account)
                : TokenReviewOptions.AccountOf(@namespace, name)),
    ];
}
