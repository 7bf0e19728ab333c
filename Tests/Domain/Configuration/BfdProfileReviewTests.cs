using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class BfdProfileReviewTests
{
    [Fact]
    public void A_profile_without_a_spec_has_the_defaults() // C-100 to C-106
    {
        var profile = Accept(new BFDProfileSpec { Name = "p" });

        Assert.Equal(
            (300, 300, 3, 50, 254),
            (profile.ReceiveInterval.Milliseconds, profile.TransmitInterval.Milliseconds, profile.DetectMultiplier,
                profile.EchoInterval.Milliseconds, profile.MinimumTtl));
        Assert.False(profile.IsEchoMode || profile.IsPassive);
    }

    [Theory] // C-100 to C-106
    [InlineData(10, 10, 2, 10, 1)]
    [InlineData(60_000, 60_000, 255, 60_000, 254)]
    public void Takes_every_value_of_its_range(long receive, long transmit, long multiplier, long echo, long ttl)
    {
        var profile = Accept(new BFDProfileSpec
        {
            Name = "p",
            ReceiveInterval = receive,
            TransmitInterval = transmit,
            DetectMultiplier = multiplier,
            EchoInterval = echo,
            MinimumTtl = ttl,
            EchoMode = true,
            PassiveMode = true,
        });

        Assert.Equal(
            (receive, transmit, multiplier, echo, ttl),
            ((long)profile.ReceiveInterval.TotalMilliseconds, (long)profile.TransmitInterval.TotalMilliseconds,
                (long)profile.DetectMultiplier, (long)profile.EchoInterval.TotalMilliseconds, (long)profile.MinimumTtl));
        Assert.True(profile is { IsEchoMode: true, IsPassive: true });
    }

    public static TheoryData<BFDProfileSpec, string, string> Faults => new()
    {
        { Profile with { ReceiveInterval = 9 }, "spec.receiveInterval", "invalid value 9, must be in 10-60000 range\ninvalid receive interval value" },
        { Profile with { TransmitInterval = 60_001 }, "spec.transmitInterval", "invalid value 60001, must be in 10-60000 range\ninvalid transmit interval value" },
        { Profile with { DetectMultiplier = 1 }, "spec.detectMultiplier", "invalid value 1, must be in 2-255 range\ninvalid detect multiplier value" },
        { Profile with { EchoInterval = -1 }, "spec.echoInterval", "invalid value -1, must be in 10-60000 range\ninvalid echo interval value" },
        { Profile with { MinimumTtl = 255 }, "spec.minimumTtl", "invalid value 255, must be in 1-254 range\ninvalid minimum ttl value" },
    };

    [Theory] // C-108
    [MemberData(nameof(Faults))]
    public void Refuses_a_value_out_of_range(BFDProfileSpec spec, string field, string message)
    {
        var configuration = Review(spec, new BFDProfileSpec { Name = "other" });

        Assert.Equal("other", Assert.Single(configuration.BfdProfiles).Name); // Invariant 6
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(
            ("BFDProfile", "p", field, message), (refusal.Kind, refusal.Name, refusal.Field, refusal.Message));
        Assert.Null(refusal.Nodes);
    }

    [Fact]
    public void A_second_profile_of_the_same_name_is_refused() =>
        Assert.Equal("found duplicate bfd profile name p", Assert.Single(Review(Profile, Profile).Refused).Message);

    private static BFDProfileSpec Profile => new() { Name = "p" };

    private static BfdProfile Accept(BFDProfileSpec spec)
    {
        var configuration = Review(spec);
        Assert.Empty(configuration.Refused);
        return Assert.Single(configuration.BfdProfiles);
    }

    private static BgpConfiguration Review(params BFDProfileSpec[] profiles) =>
        ConfigurationReview.ReviewBgp(new BgpSpecs { Namespace = "metallb-system", BfdProfiles = [.. profiles] });
}
