class Segue < Formula
  desc "Full-screen terminal program that helps a DJ find the next record"
  homepage "@HOME@"
  version "@VERSION@"
  license all_of: [{ any_of: ["MIT", "Apache-2.0"] }, "CC-BY-SA-3.0", "ISC"]

  @IF aarch64-apple-darwin
  on_macos do
    on_arm do
      url "@RELEASES@/segue-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256:aarch64-apple-darwin@"
    end
  end
  @END
  @IF x86_64-apple-darwin
  on_macos do
    on_intel do
      url "@RELEASES@/segue-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256:x86_64-apple-darwin@"
    end
  end
  @END
  @IF aarch64-unknown-linux-musl
  on_linux do
    on_arm do
      url "@RELEASES@/segue-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256:aarch64-unknown-linux-musl@"
    end
  end
  @END
  @IF x86_64-unknown-linux-musl
  on_linux do
    on_intel do
      url "@RELEASES@/segue-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256:x86_64-unknown-linux-musl@"
    end
  end
  @END

  def install
    bin.install "segue"
    man1.install "man/segue.1"
    bash_completion.install "completions/segue.bash" => "segue"
    zsh_completion.install "completions/_segue"
    fish_completion.install "completions/segue.fish"
    doc.install "README.md", "CHANGELOG.md", "licences"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/segue --version")
    assert_match "phantom force", shell_output("#{bin}/segue --data-dir #{testpath} search phantom force").downcase
  end
end
