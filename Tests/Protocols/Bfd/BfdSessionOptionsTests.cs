using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.Tests.Protocols.Bfd;

public sealed class BfdSessionOptionsTests
{
    // C-100 to C-106.
    [Fact]
    public void The_defaults_are_those_of_a_profile_that_says_nothing()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(300), BfdSessionOptions.Default.ReceiveInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(300), BfdSessionOptions.Default.TransmitInterval);
        Assert.Equal(3, BfdSessionOptions.Default.DetectMultiplier);
        Assert.Equal(TimeSpan.Zero, BfdSessionOptions.Default.EchoInterval);
        Assert.False(BfdSessionOptions.Default.IsPassive);
        Assert.Equal(254, BfdSessionOptions.Default.MinimumTtl);
        Assert.Null(BfdSessionOptions.Default.WhyInvalid());
    }

    [Fact]
    public void Several_clients_get_the_most_demanding_of_each_value()
    {
        var slow = new BfdSessionOptions
        {
            TransmitInterval = TimeSpan.FromMilliseconds(300),
            ReceiveInterval = TimeSpan.FromMilliseconds(50),
            DetectMultiplier = 5,
            IsPassive = true,
            MinimumTtl = 250,
        };
        var fast = new BfdSessionOptions
        {
            TransmitInterval = TimeSpan.FromMilliseconds(100),
            ReceiveInterval = TimeSpan.FromMilliseconds(100),
            DetectMultiplier = 3,
            EchoInterval = TimeSpan.FromMilliseconds(60),
            MinimumTtl = 254,
        };

        var both = slow.Merge(fast);

        Assert.Equal(both, fast.Merge(slow));
        Assert.Equal(
            new BfdSessionOptions
            {
                TransmitInterval = TimeSpan.FromMilliseconds(100),
                ReceiveInterval = TimeSpan.FromMilliseconds(50),
                DetectMultiplier = 3,
                EchoInterval = TimeSpan.FromMilliseconds(60),
                IsPassive = false,
                MinimumTtl = 254,
            },
            both);
    }

    public static TheoryData<BfdSessionOptions> Invalid =>
    [
        new() { TransmitInterval = TimeSpan.FromMilliseconds(9) },
        new() { TransmitInterval = TimeSpan.FromMilliseconds(60_001) },
        new() { ReceiveInterval = TimeSpan.Zero },
        new() { EchoInterval = TimeSpan.FromMilliseconds(1) },
        new() { EchoReceiveInterval = TimeSpan.FromMilliseconds(-1) },
        new() { DetectMultiplier = 0 },
        new() { DetectMultiplier = 256 },
        new() { MinimumTtl = 0 },
        new() { MinimumTtl = 256 },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Says_what_is_out_of_range(BfdSessionOptions options)
    {
        Assert.NotNull(options.WhyInvalid());
        Assert.Throws<ArgumentException>(() => new BfdSession(1, 1, isMultihop: false, options, new Random(1), TimeSpan.Zero));
    }
}
