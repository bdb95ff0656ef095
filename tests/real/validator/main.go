// Command talos-validator judges and makes machine configurations with Talos' own code.
//
//	talos-validator validate FILE…        exit code 1 when one is refused; warnings count, as with --strict
//	talos-validator generate [FLAGS] NAME ENDPOINT KUBERNETES CONTRACT TYPE [PATCH…]
//
// generate prints what `talosctl gen config` makes without an install disk, with the patches applied in their order.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"github.com/siderolabs/talos/pkg/machinery/config/configpatcher"
	"github.com/siderolabs/talos/pkg/machinery/config/encoder"
	"github.com/siderolabs/talos/pkg/machinery/config/generate"
	"github.com/siderolabs/talos/pkg/machinery/config/generate/secrets"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
	"github.com/siderolabs/talos/pkg/machinery/config/validation"
)

// metal is the mode of the machines that clusterctl serves.
type metal struct{}

func (metal) String() string        { return "metal" }
func (metal) RequiresInstall() bool { return true }
func (metal) InContainer() bool     { return false }

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) >= 2 && arguments[0] == "validate":
		return validate(arguments[1:])
	case len(arguments) >= 6 && arguments[0] == "generate":
		return generateOne(arguments[1:])
	default:
		return fmt.Errorf(
			"usage: talos-validator validate FILE… | generate [FLAGS] NAME ENDPOINT KUBERNETES CONTRACT TYPE [PATCH…]")
	}
}

func validate(files []string) error {
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}

		provider, err := configloader.NewFromBytes(text)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}

		warnings, err := provider.Validate(metal{}, validation.WithStrict())
		if err == nil && len(warnings) > 0 {
			err = fmt.Errorf("%s", strings.Join(warnings, "\n"))
		}

		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}

	return nil
}

func generateOne(arguments []string) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	bundle := flags.String("secrets", "", "the secrets of the cluster; throwaway ones without it")
	sans := flags.String("sans", "", "further names of the certificates, with commas between them")

	if err := flags.Parse(arguments); err != nil {
		return err
	}

	if flags.NArg() < 5 {
		return fmt.Errorf("generate wants NAME ENDPOINT KUBERNETES CONTRACT TYPE")
	}

	input, err := newInput(flags.Args(), *bundle, *sans)
	if err != nil {
		return err
	}

	kind, err := machine.ParseType(flags.Arg(4))
	if err != nil {
		return err
	}

	provider, err := input.Config(kind)
	if err != nil {
		return err
	}

	text, err := patch(provider, flags.Args()[5:])
	if err != nil {
		return err
	}

	_, err = os.Stdout.Write(text)

	return err
}

func newInput(arguments []string, bundle, sans string) (*generate.Input, error) {
	contract, err := config.ParseContractFromVersion(arguments[3])
	if err != nil {
		return nil, err
	}

	options := []generate.Option{generate.WithVersionContract(contract)}

	if bundle != "" {
		loaded, err := secrets.LoadBundle(bundle)
		if err != nil {
			return nil, err
		}

		options = append(options, generate.WithSecretsBundle(loaded))
	}

	if sans != "" {
		options = append(options, generate.WithAdditionalSubjectAltNames(strings.Split(sans, ",")))
	}

	return generate.NewInput(arguments[0], arguments[1], arguments[2], options...)
}

func patch(provider config.Provider, files []string) ([]byte, error) {
	names := make([]string, 0, len(files))
	for _, file := range files {
		names = append(names, "@"+file)
	}

	patches, err := configpatcher.LoadPatches(names)
	if err != nil {
		return nil, err
	}

	output, err := configpatcher.Apply(configpatcher.WithConfig(provider), patches)
	if err != nil {
		return nil, err
	}

	patched, err := output.Config()
	if err != nil {
		return nil, err
	}

	return patched.EncodeBytes(encoder.WithComments(encoder.CommentsDisabled))
}
