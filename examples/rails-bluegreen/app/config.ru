require_relative "config/application"

run Storefront::Application
